package io.accountlink.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Limits retries to a percentage of the calls, so that they don't overload a server in
 * trouble. One retry a second is always permitted.
 */
final class RetryBudget {

	private static final int RETRY = 100;

	private static final int MAX_BALANCE = 10 * RETRY;

	private static final Duration FREE_RETRY_INTERVAL = Duration.ofSeconds(1);

	private final int percent;

	private final InstantSource monotonicClock;

	private int balance;

	private Instant nextFreeRetry = Instant.MIN;

	private final Counter made;

	private final Counter denied;

	RetryBudget(int percent, InstantSource monotonicClock, MeterRegistry meters) {
		this.percent = percent;
		this.monotonicClock = monotonicClock;
		this.made = retries("made", meters);
		this.denied = retries("denied", meters);
		Gauge.builder("auth0.retry.budget", this, RetryBudget::balance)
			.description("Retries that the budget permits at once")
			.register(meters);
	}

	private static Counter retries(String outcome, MeterRegistry meters) {
		return Counter.builder("auth0.retries")
			.description("Retries of calls, made or denied by the retry budget")
			.tag("outcome", outcome)
			.register(meters);
	}

	synchronized void recordCall() {
		this.balance = Math.min(MAX_BALANCE, this.balance + this.percent);
	}

	synchronized boolean tryAcquire() {
		boolean acquired = acquireFree() || acquireSaved();
		(acquired ? this.made : this.denied).increment();
		return acquired;
	}

	private boolean acquireFree() {
		Instant now = this.monotonicClock.instant();
		if (now.isBefore(this.nextFreeRetry)) {
			return false;
		}
		this.nextFreeRetry = now.plus(FREE_RETRY_INTERVAL);
		return true;
	}

	private boolean acquireSaved() {
		if (this.balance < RETRY) {
			return false;
		}
		this.balance -= RETRY;
		return true;
	}

	private synchronized double balance() {
		return (double) this.balance / RETRY;
	}

}
