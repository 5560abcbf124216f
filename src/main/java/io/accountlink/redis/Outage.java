package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Keeps an outage cheap and quiet: one request a second finds out whether it is over, and
 * the log tells of its beginning and its end only.
 */
final class Outage {

	private static final Log log = LogFactory.getLog(Outage.class);

	private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

	private final Counter fallbacks;

	private final Clock clock;

	private @Nullable Instant nextAttempt;

	Outage(MeterRegistry meters, Clock clock) {
		this.fallbacks = Counter.builder("account.link.redis.fallbacks")
			.description("Questions that the memory of this instance answered because Redis failed")
			.register(meters);
		this.clock = clock;
	}

	synchronized boolean isOn() {
		return this.nextAttempt != null;
	}

	synchronized boolean mayAsk() {
		Instant now = this.clock.instant();
		if (this.nextAttempt != null && now.isBefore(this.nextAttempt)) {
			return false;
		}
		if (this.nextAttempt != null) {
			this.nextAttempt = now.plus(BETWEEN_ATTEMPTS);
		}
		return true;
	}

	// Lettuce's messages name the host, but a password never comes this far.
	synchronized void goesOn(Throwable failure) {
		if (this.nextAttempt == null) {
			log.warn("Redis fails, so that each instance keeps its own limits until it answers again: "
					+ NestedExceptionUtils.getMostSpecificCause(failure).getClass().getName());
		}
		this.nextAttempt = this.clock.instant().plus(BETWEEN_ATTEMPTS);
	}

	synchronized void isOver() {
		if (this.nextAttempt != null) {
			log.info("Redis answers again, so that all instances share their limits");
		}
		this.nextAttempt = null;
	}

	void fallBack() {
		this.fallbacks.increment();
	}

}
