package io.accountlink.settings;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The monotonic clock, for intervals: setting the wall clock neither shortens nor
 * stretches them. Its instants have an arbitrary origin and are compared with each other
 * only.
 *
 * @param nanoTime nanoseconds since an arbitrary origin, as of {@link System#nanoTime}
 */
public record MonotonicClock(LongSupplier nanoTime) implements InstantSource {

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.nanoTime.getAsLong());
	}

}
