package io.accountlink.ratelimit;

import java.time.Duration;

import io.github.bucket4j.ConsumptionProbe;

/**
 * Counts what each user does: so many requests in a period that begins with the first of
 * them, whether each instance counts for itself or all together.
 */
interface RateLimiter {

	/**
	 * Takes one of the user's requests for this period.
	 */
	Permit take(String subject);

	/**
	 * Whether a request may go on, and what the user has left.
	 *
	 * @param granted whether it may
	 * @param remaining how many more may follow it in this period
	 * @param untilReset when the next period begins, with the full number
	 */
	record Permit(boolean granted, long remaining, Duration untilReset) {

		static Permit of(ConsumptionProbe probe) {
			return new Permit(probe.isConsumed(), probe.getRemainingTokens(),
					Duration.ofNanos(probe.getNanosToWaitForReset()));
		}

	}

}
