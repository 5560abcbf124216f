package io.accountlink.ratelimit;

import java.time.Clock;

import io.github.bucket4j.TimeMeter;

/**
 * Makes buckets fill up by the application's clock.
 */
record ClockMeter(Clock clock) implements TimeMeter {

	private static final long NANOS_IN_A_MILLISECOND = 1_000_000;

	@Override
	public long currentTimeNanos() {
		return Math.multiplyExact(this.clock.millis(), NANOS_IN_A_MILLISECOND);
	}

	@Override
	public boolean isWallClockBased() {
		return true;
	}

}
