package io.accountlink.auth0;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
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
		String header = headers.getFirst(HttpHeaders.RETRY_AFTER);
		Duration wait = (header != null) ? parseRetryAfter(header.strip()) : null;
		wait = (wait != null) ? wait : untilReset(headers.getFirst("x-ratelimit-reset"));
		return (wait != null && wait.compareTo(MAX_WAIT) > 0) ? MAX_WAIT : wait;
	}

	private @Nullable Duration parseRetryAfter(String value) {
		if (SECONDS.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			return until(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeParseException malformed) {
			return null;
		}
	}

	private @Nullable Duration untilReset(@Nullable String value) {
		if (value == null || !SECONDS.matcher(value.strip()).matches()) {
			return null;
		}
		return until(Instant.ofEpochSecond(Long.parseLong(value.strip())));
	}

	// With clock skew, a time up to 5 s in the past means now; an earlier one is not
	// plausible.
	private @Nullable Duration until(Instant then) {
		Duration wait = Duration.between(this.clock.instant(), then);
		if (wait.compareTo(MAX_SKEW.negated()) < 0) {
			return null;
		}
		return wait.isNegative() ? Duration.ZERO : wait;
	}

}
