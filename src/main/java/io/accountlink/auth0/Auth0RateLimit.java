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
 * Reads when Auth0 takes calls again: {@code Retry-After} in either of its forms, else
 * {@code x-ratelimit-reset}, which is in epoch seconds.
 */
record Auth0RateLimit(Clock clock) {

	private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");

	/**
	 * The time to wait, never negative.
	 * @return {@code null} where neither header makes sense
	 */
	@Nullable Duration waitBeforeRepeating(HttpHeaders headers) {
		String retryAfter = headers.getFirst(HttpHeaders.RETRY_AFTER);
		Duration wait = sensible((retryAfter != null) ? parseRetryAfter(retryAfter.strip()) : null);
		return (wait != null) ? wait : sensible(untilReset(headers.getFirst("x-ratelimit-reset")));
	}

	private static @Nullable Duration sensible(@Nullable Duration wait) {
		return (wait != null && wait.compareTo(LONGEST) <= 0) ? wait : null;
	}

	private @Nullable Duration parseRetryAfter(String value) {
		if (SECONDS.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			return until(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeParseException nonsense) {
			return null;
		}
	}

	private @Nullable Duration untilReset(@Nullable String value) {
		if (value == null || !SECONDS.matcher(value.strip()).matches()) {
			return null;
		}
		return until(Instant.ofEpochSecond(Long.parseLong(value.strip())));
	}

	// Clocks differ: a time just passed means now, and one long passed means nothing.
	private @Nullable Duration until(Instant then) {
		Duration wait = Duration.between(this.clock.instant(), then);
		if (wait.compareTo(CLOCKS_DIFFER.negated()) < 0) {
			return null;
		}
		return wait.isNegative() ? Duration.ZERO : wait;
	}

}
