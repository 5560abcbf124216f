package io.accountlink.upstream;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The time limit of one request, all attempts and waits included. It runs on the
 * monotonic clock. Calls of the request that run side by side share it.
 */
public final class Deadline {

	private static final int RESERVE_PERCENT = 30;

	private final long end;

	private volatile Duration reserve;

	private volatile boolean reconciling;

	private final AtomicReference<Duration> rateLimitWait = new AtomicReference<>(Duration.ZERO);

	private Deadline(Duration total) {
		this.end = System.nanoTime() + total.toNanos();
		this.reserve = total.multipliedBy(RESERVE_PERCENT).dividedBy(100);
	}

	public static Deadline after(Duration total) {
		return new Deadline(total);
	}

	/**
	 * The time left; zero once the deadline has passed.
	 */
	public Duration remaining() {
		return remainingBefore(Duration.ZERO);
	}

	/**
	 * The time left for a write and for back-off: 30 % of the total are the reserve for
	 * reconciliation.
	 */
	Duration remainingBeforeReserve() {
		return remainingBefore(this.reserve);
	}

	/**
	 * Begins the last reconciliation, which may use all the time left.
	 */
	public void releaseReserve() {
		this.reserve = Duration.ZERO;
		this.reconciling = true;
	}

	/**
	 * Executes a reconciliation after which another write may follow.
	 */
	public <T> T reconcile(Supplier<T> read) {
		this.reconciling = true;
		try {
			return read.get();
		}
		finally {
			this.reconciling = false;
		}
	}

	/**
	 * Whether calls settle the outcome of a write.
	 */
	boolean isReconciling() {
		return this.reconciling;
	}

	/**
	 * The longest wait for the server's rate limit that still fits.
	 * @param maxTotal limit of all these waits of the request together
	 */
	Duration remainingRateLimitWait(Duration maxTotal) {
		return Collections.min(List.of(maxTotal.minus(rateLimitWait()), remainingBeforeReserve()));
	}

	/**
	 * The time that the request has waited for the server's rate limit.
	 */
	public Duration rateLimitWait() {
		return this.rateLimitWait.get();
	}

	/**
	 * Counts a wait for the server's rate limit.
	 */
	public void addRateLimitWait(Duration wait) {
		this.rateLimitWait.accumulateAndGet(wait, Duration::plus);
	}

	private Duration remainingBefore(Duration kept) {
		return Duration.ofNanos(Math.max(0, this.end - System.nanoTime() - kept.toNanos()));
	}

}
