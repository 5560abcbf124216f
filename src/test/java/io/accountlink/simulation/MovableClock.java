package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.accountlink.settings.MonotonicClock;

/**
 * Clock that stands still until a test advances it, so that no test waits for an expiry.
 */
public final class MovableClock extends Clock {

	private final AtomicReference<Instant> now;

	private final AtomicLong monotonic = new AtomicLong();

	private final ZoneId zone;

	private MovableClock(AtomicReference<Instant> now, ZoneId zone) {
		this.now = now;
		this.zone = zone;
	}

	public static MovableClock stoppedNow() {
		return stoppedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS));
	}

	public static MovableClock stoppedAt(Instant instant) {
		return new MovableClock(new AtomicReference<>(instant), ZoneOffset.UTC);
	}

	/**
	 * Advances the wall clock and the monotonic clock.
	 */
	public void advance(Duration duration) {
		setForward(duration);
		this.monotonic.addAndGet(duration.toNanos());
	}

	/**
	 * Sets the wall clock only, back if the duration is negative; the monotonic clock
	 * does not change.
	 */
	public void setForward(Duration duration) {
		this.now.updateAndGet((instant) -> instant.plus(duration));
	}

	public MonotonicClock monotonic() {
		return new MonotonicClock(this.monotonic::get);
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId other) {
		return new MovableClock(this.now, other);
	}

}
