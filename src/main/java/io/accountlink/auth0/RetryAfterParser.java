package io.accountlink.auth0;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Parses the time until the rate limit resets: {@code Retry-After} in seconds or as a
 * date (RFC 9110 section 10.2.3), else Auth0's {@code x-ratelimit-reset} in epoch
 * seconds.
 */
record RetryAfterParser(Clock clock) {

	private static final Duration MAX_SKEW = Duration.ofSeconds(5);

	private static final Duration MAX_WAIT = Duration.ofHours(1);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");

	/**
	 * The time to wait: from zero to 1 hour.
	 * @return {@code null} where neither header holds a plausible time
	 */
	@Nullable Duration retryAfter(HttpHeaders headers) {
		String value = header(headers, HttpHeaders.RETRY_AFTER);
		Duration wait = SECONDS.matcher(value).matches() ? clamped(Duration.ofSeconds(Long.parseLong(value)))
				: until(date(value), headers);
		return (wait != null) ? wait : untilReset(headers);
	}

	/**
	 * The time until {@code x-ratelimit-reset}: from zero to 1 hour.
	 * @return {@code null} where it holds no plausible time
	 */
	@Nullable Duration untilReset(HttpHeaders headers) {
		String value = header(headers, "x-ratelimit-reset");
		return SECONDS.matcher(value).matches() ? until(Instant.ofEpochSecond(Long.parseLong(value)), headers) : null;
	}

	// Reckoned with the response's own Date, since this machine's clock may be wrong. A
	// time up to 5 s in the past means now; an earlier one is not plausible.
	private @Nullable Duration until(@Nullable Instant then, HttpHeaders headers) {
		if (then == null) {
			return null;
		}
		Instant date = date(header(headers, HttpHeaders.DATE));
		Duration wait = Duration.between((date != null) ? date : this.clock.instant(), then);
		return (wait.compareTo(MAX_SKEW.negated()) < 0) ? null : clamped(wait);
	}

	private static Duration clamped(Duration wait) {
		return Collections.max(List.of(Duration.ZERO, Collections.min(List.of(wait, MAX_WAIT))));
	}

	private static String header(HttpHeaders headers, String name) {
		return Objects.requireNonNullElse(headers.getFirst(name), "").strip();
	}

	private static @Nullable Instant date(String value) {
		try {
			return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		}
		catch (DateTimeParseException malformed) {
			return null;
		}
	}

}
