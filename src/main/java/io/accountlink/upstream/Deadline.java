package io.accountlink.upstream;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time limit of one request, all attempts and waits included. It runs on the
 * monotonic clock. Calls of the request that run side by side share it.
 */
public final class Deadline {

	private static final int RESERVE_PERCENT = 30;

	private static final int MIN_WRITE_PERCENT = 5;

	private final LongSupplier nanoTime;

	private final long end;

	private final Duration total;

	private volatile Duration reserve;

	private volatile boolean reconciling;

	private volatile boolean begunCalls;

	private Duration rateLimitWait = Duration.ZERO;

	private long waitedUntil;

	Deadline(Duration total, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.waitedUntil = nanoTime.getAsLong();
		this.end = this.waitedUntil + total.toNanos();
		this.total = total;
		this.reserve = percent(RESERVE_PERCENT);
	}

	public static Deadline after(Duration total) {
		return new Deadline(total, System::nanoTime);
	}

	/**
	 * The time left; zero once the deadline has passed.
	 */
	public Duration remaining() {
		return remainingBefore(Duration.ZERO);
	}

	/**
	 * The time left for writes and for back-off: 30 % of the total are the reserve for
	 * reconciliation.
	 */
	Duration remainingBeforeReserve() {
		return remainingBefore(this.reserve);
	}

	/**
	 * The time left for a write. Zero where that is less than 5 % of the total, in which
	 * nobody could answer it.
	 */
	Duration remainingForWrite() {
		return enoughForWrite(remainingBeforeReserve());
	}

	private Duration enoughForWrite(Duration left) {
		return (left.compareTo(percent(MIN_WRITE_PERCENT)) < 0) ? Duration.ZERO : left;
	}

	void beginCalls() {
		this.begunCalls = true;
	}

	/**
	 * Whether the request has made a call.
	 */
	boolean hasBegunCalls() {
		return this.begunCalls;
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
	 * The time left for a write that another write of the same request follows: half of
	 * what is left for both. Zero where that is less than 5 % of the total, since the
	 * other write would have no chance.
	 */
	Duration remainingBeforeAnotherWrite() {
		return enoughForWrite(remainingBeforeReserve().dividedBy(2));
	}

	/**
	 * The longest wait for the server's rate limit that still fits.
	 * @param maxTotal limit of all these waits of the request together; waits side by
	 * side count once
	 */
	synchronized Duration remainingRateLimitWait(Duration maxTotal) {
		Duration running = Duration.ofNanos(Math.max(0, this.waitedUntil - this.nanoTime.getAsLong()));
		return Collections.min(List.of(maxTotal.minus(this.rateLimitWait).plus(running), remainingBeforeReserve()));
	}

	/**
	 * The time that the request has waited for the server's rate limit.
	 */
	public synchronized Duration rateLimitWait() {
		return this.rateLimitWait;
	}

	/**
	 * Counts a wait for the server's rate limit that begins now.
	 */
	void beginRateLimitWait(Duration wait) {
		long now = this.nanoTime.getAsLong();
		addRateLimitWait(now, now + wait.toNanos());
	}

	/**
	 * Counts a wait for the server's rate limit that ends now.
	 */
	public void addRateLimitWait(Duration wait) {
		long now = this.nanoTime.getAsLong();
		addRateLimitWait(now - wait.toNanos(), now);
	}

	private synchronized void addRateLimitWait(long from, long to) {
		long uncounted = to - Math.max(from, this.waitedUntil);
		if (uncounted > 0) {
			this.rateLimitWait = this.rateLimitWait.plusNanos(uncounted);
			this.waitedUntil = to;
		}
	}

	private Duration percent(int percent) {
		return this.total.multipliedBy(percent).dividedBy(100);
	}

	private Duration remainingBefore(Duration kept) {
		return Duration.ofNanos(Math.max(0, this.end - this.nanoTime.getAsLong() - kept.toNanos()));
	}

}
