package io.accountlink.benchmark;

import java.time.Duration;

/**
 * Processor time in milliseconds and in RSA-2048 verifications.
 *
 * @param millis the processor time in milliseconds
 * @param verifications the verifications that the same processor time is worth at the
 * speed of that time
 */
record ProcessorTime(double millis, double verifications) {

	/**
	 * Converts a processor time with the mean of two speeds.
	 * @param time the processor time
	 * @param before the {@link ProcessorSpeed} right before
	 * @param after the {@link ProcessorSpeed} right after
	 */
	static ProcessorTime of(Duration time, double before, double after) {
		double millis = time.toNanos() / 1e6;
		return new ProcessorTime(millis, millis / 1000 * (before + after) / 2);
	}

	ProcessorTime perLink(int links) {
		return new ProcessorTime(this.millis / links, this.verifications / links);
	}

}
