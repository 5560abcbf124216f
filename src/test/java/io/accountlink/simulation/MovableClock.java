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
 * Time that stands still until a test moves it, so that nobody waits for a token to
 * expire.
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
	 * Time passes, on the wall clock and on the monotonic clock.
	 */
	public void advance(Duration duration) {
		setForward(duration);
		this.monotonic.addAndGet(duration.toNanos());
	}

	/**
	 * Somebody sets the wall clock forward, or back where the duration is negative.
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
