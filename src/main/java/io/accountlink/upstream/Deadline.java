package io.accountlink.upstream;

import java.time.Duration;

/**
 * When a request has to be answered, whatever it still waits for. Runs on the monotonic
 * clock, which nobody sets.
 */
public final class Deadline {

	private final Duration total;

	private final long end;

	private Duration waited = Duration.ZERO;

	private Deadline(Duration total) {
		this.total = total;
		this.end = System.nanoTime() + total.toNanos();
	}

	public static Deadline in(Duration total) {
		return new Deadline(total);
	}

	/**
	 * What is left; zero, never less, once it has passed.
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.end - System.nanoTime()));
	}

	/**
	 * Whether a wait still fits in, beside all those before it; if so, it counts from now
	 * on.
	 */
	boolean allowsWaiting(Duration wait, Duration longestInAll) {
		Duration inAll = this.waited.plus(wait);
		if (inAll.compareTo(longestInAll) > 0 || wait.compareTo(remainingBeforeSettling()) >= 0) {
			return false;
		}
		this.waited = inAll;
		return true;
	}

	/**
	 * How long has been waited for a server that takes no more calls for now.
	 */
	public Duration waited() {
		return this.waited;
	}

	/**
	 * Counts a wait that somebody else did for this request.
	 */
	public void countWaiting(Duration wait) {
		this.waited = this.waited.plus(wait);
	}

	/**
	 * What is left for something that must leave time to look what came of it.
	 */
	Duration remainingBeforeSettling() {
		Duration left = remaining().minus(this.total.multipliedBy(3).dividedBy(10));
		return left.isNegative() ? Duration.ZERO : left;
	}

}
