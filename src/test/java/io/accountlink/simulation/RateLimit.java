package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Rate limit of Auth0: {@code x-ratelimit-*} headers on every response, and 429
 * responses.
 */
final class RateLimit {

	static final String RESET = "x-ratelimit-reset";

	private static final String REMAINING = "x-ratelimit-remaining";

	private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
		.withZone(ZoneOffset.UTC);

	private RateLimit() {
	}

	static Answer answer(Call call) {
		if (call.operation() == Operation.TOKEN) {
			return Answer.tokenError(429, "too_many_requests", "Rate limit exceeded. Please retry after some time.")
				.with(REMAINING, "0");
		}
		return Answer.managementError(429, "too_many_requests", "Global limit has been reached").with(REMAINING, "0");
	}

	static String reset(Clock clock, Duration away) {
		return Long.toString(clock.instant().plus(away).getEpochSecond());
	}

	/**
	 * Adds the default headers, unless the response already has them.
	 */
	static Answer withHeaders(Answer answer, Clock clock) {
		return answer.withDefault("x-ratelimit-limit", "50")
			.withDefault(REMAINING, "49")
			.withDefault(RESET, reset(clock, Duration.ofSeconds(1)))
			.withDefault("date", HTTP_DATE.format(clock.instant()));
	}

}
