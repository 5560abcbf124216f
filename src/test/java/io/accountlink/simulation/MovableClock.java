package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Clock that stands still until a test advances it, so that no test waits for an expiry.
 */
public final class MovableClock extends Clock {

	private final AtomicReference<Instant> now;

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

	public void advance(Duration duration) {
		this.now.updateAndGet((instant) -> instant.plus(duration));
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
