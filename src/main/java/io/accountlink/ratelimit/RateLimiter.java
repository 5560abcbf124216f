package io.accountlink.ratelimit;

import java.time.Duration;

import io.github.bucket4j.ConsumptionProbe;

/**
 * Token bucket for each user. It holds {@code LINK_RATE_LIMIT_CAPACITY} tokens, is
 * created full by the user's first request, and is refilled completely each
 * {@code LINK_RATE_LIMIT_PERIOD} after that.
 */
interface RateLimiter {

	/**
	 * Consumes one token of the user's bucket where there is one.
	 * @param subject the {@code sub} of the access token
	 */
	Permit tryConsume(String subject);

	/**
	 * State of the bucket after a request.
	 *
	 * @param granted whether there was a token for the request
	 * @param remaining tokens that are left in this period
	 * @param untilReset time until the bucket is refilled
	 */
	record Permit(boolean granted, long remaining, Duration untilReset) {

		static Permit of(ConsumptionProbe probe) {
			return new Permit(probe.isConsumed(), probe.getRemainingTokens(),
					Duration.ofNanos(probe.getNanosToWaitForReset()));
		}

	}

}
