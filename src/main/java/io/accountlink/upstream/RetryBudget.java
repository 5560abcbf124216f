package io.accountlink.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps repetitions from becoming the load that keeps a server down: a share of the
 * calls, and one a second in any case.
 */
public final class RetryBudget {

	private static final int ONE = 100;

	private static final int MOST_SAVED = 10 * ONE;

	private static final Duration FREE_EVERY = Duration.ofSeconds(1);

	private final int percent;

	private final Clock clock;

	private int saved;

	private Instant nextFree = Instant.EPOCH;

	private long repetitions;

	private long denials;

	RetryBudget(int percent, Clock clock) {
		this.percent = percent;
		this.clock = clock;
	}

	synchronized void recordCall() {
		this.saved = Math.min(MOST_SAVED, this.saved + this.percent);
	}

	synchronized boolean allowsOne() {
		boolean allowed = takeOne();
		if (allowed) {
			this.repetitions++;
		}
		else {
			this.denials++;
		}
		return allowed;
	}

	private boolean takeOne() {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.nextFree)) {
			this.nextFree = now.plus(FREE_EVERY);
			return true;
		}
		if (this.saved < ONE) {
			return false;
		}
		this.saved -= ONE;
		return true;
	}

	synchronized double saved() {
		return (double) this.saved / ONE;
	}

	synchronized long repetitions() {
		return this.repetitions;
	}

	synchronized long denials() {
		return this.denials;
	}

}
