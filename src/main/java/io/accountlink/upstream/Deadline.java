package io.accountlink.upstream;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The time limit of one request, all its calls and waits included. It runs on the
 * monotonic clock. Its views say what a call is for: a write keeps a reserve for
 * reconciliation, reconciliation may use it. All views share the waits of the request.
 */
public final class Deadline {

	private static final int RESERVE_PERCENT = 30;

	private static final int MIN_WRITE_PERCENT = 5;

	private final LongSupplier nanoTime;

	private final long end;

	private final Duration total;

	private final Waits waits;

	private final Purpose purpose;

	private Deadline(LongSupplier nanoTime, long end, Duration total, Waits waits, Purpose purpose) {
		this.nanoTime = nanoTime;
		this.end = end;
		this.total = total;
		this.waits = waits;
		this.purpose = purpose;
	}

	static Deadline after(Duration total, long start, LongSupplier nanoTime) {
		return new Deadline(nanoTime, start + total.toNanos(), total, new Waits(nanoTime.getAsLong()), Purpose.ANY);
	}

	/**
	 * Creates a deadline.
	 * @param start when it began, by {@link System#nanoTime}
	 */
	public static Deadline after(Duration total, long start) {
		return after(total, start, System::nanoTime);
	}

	/**
	 * Creates a deadline that begins now.
	 */
	public static Deadline after(Duration total) {
		return after(total, System.nanoTime());
	}

	/**
	 * The view for a write that another write of the same request follows.
	 */
	public Deadline beforeAnotherWrite() {
		return withPurpose(Purpose.WRITE_BEFORE_ANOTHER);
	}

	/**
	 * The view for the reconciliation of a write that another write follows.
	 */
	public Deadline forReconciliationBeforeAnotherWrite() {
		return withPurpose(Purpose.RECONCILIATION_BEFORE_WRITE);
	}

	/**
	 * The view for the last reconciliation, which may use all the time left.
	 */
	public Deadline forReconciliation() {
		return withPurpose(Purpose.RECONCILIATION);
	}

	/**
	 * The view for calls that together may take this long at most.
	 */
	public Deadline atMost(Duration limit) {
		long now = this.nanoTime.getAsLong();
		return new Deadline(this.nanoTime, now + Math.min(this.end - now, limit.toNanos()), this.total, this.waits,
				this.purpose);
	}

	private Deadline withPurpose(Purpose other) {
		return new Deadline(this.nanoTime, this.end, this.total, this.waits, other);
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
		return remainingBefore((this.purpose == Purpose.RECONCILIATION) ? Duration.ZERO : percent(RESERVE_PERCENT));
	}

	/**
	 * The time left for a write, half of it where another write follows. Zero where that
	 * is less than 5 % of the total, in which nobody could answer it.
	 */
	Duration remainingForWrite() {
		Duration left = remainingBeforeReserve().dividedBy((this.purpose == Purpose.WRITE_BEFORE_ANOTHER) ? 2 : 1);
		return (left.compareTo(percent(MIN_WRITE_PERCENT)) < 0) ? Duration.ZERO : left;
	}

	/**
	 * Whether calls settle the outcome of a write.
	 */
	boolean isReconciling() {
		return this.purpose == Purpose.RECONCILIATION || this.purpose == Purpose.RECONCILIATION_BEFORE_WRITE;
	}

	void beginCalls() {
		this.waits.begunCalls = true;
	}

	/**
	 * Whether the request has made a call.
	 */
	boolean hasBegunCalls() {
		return this.waits.begunCalls;
	}

	/**
	 * The longest wait for the server's rate limit that still fits.
	 * @param maxTotal limit of all these waits of the request together; waits side by
	 * side count once
	 */
	Duration remainingRateLimitWait(Duration maxTotal) {
		return Collections
			.min(List.of(maxTotal.minus(this.waits.endedAt(this.nanoTime.getAsLong())), remainingBeforeReserve()));
	}

	/**
	 * The time that the request has waited for the server's rate limit.
	 */
	public Duration rateLimitWait() {
		return this.waits.total();
	}

	/**
	 * Counts a wait for the server's rate limit that begins now.
	 */
	void beginRateLimitWait(Duration wait) {
		long now = this.nanoTime.getAsLong();
		this.waits.add(now, now + wait.toNanos());
	}

	/**
	 * Counts a wait for the server's rate limit that ends now.
	 */
	public void addRateLimitWait(Duration wait) {
		long now = this.nanoTime.getAsLong();
		this.waits.add(now - wait.toNanos(), now);
	}

	private Duration percent(int percent) {
		return this.total.multipliedBy(percent).dividedBy(100);
	}

	private Duration remainingBefore(Duration kept) {
		return Duration.ofNanos(Math.max(0, this.end - this.nanoTime.getAsLong() - kept.toNanos()));
	}

	private enum Purpose {

		ANY, WRITE_BEFORE_ANOTHER, RECONCILIATION_BEFORE_WRITE, RECONCILIATION

	}

	/**
	 * The calls of a request and its waits for the server's rate limit. Calls run side by
	 * side.
	 */
	private static final class Waits {

		private volatile boolean begunCalls;

		private Duration total = Duration.ZERO;

		private long until;

		Waits(long now) {
			this.until = now;
		}

		synchronized Duration total() {
			return this.total;
		}

		synchronized Duration endedAt(long now) {
			return this.total.minusNanos(Math.max(0, this.until - now));
		}

		synchronized void add(long from, long to) {
			long uncounted = to - Math.max(from, this.until);
			if (uncounted > 0) {
				this.total = this.total.plusNanos(uncounted);
				this.until = to;
			}
		}

	}

}
