package io.accountlink.specification;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for what happens on other threads and other machines, which no clock of ours
 * moves.
 */
final class Patience {

	private static final Duration MOST = Duration.ofMinutes(2);

	private Patience() {
	}

	static Duration until(BooleanSupplier happened) {
		long start = System.nanoTime();
		while (!happened.getAsBoolean()) {
			Duration waited = Duration.ofNanos(System.nanoTime() - start);
			assertThat(waited).as("what was waited for").isLessThan(MOST);
			pause();
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static void pause() {
		try {
			Thread.sleep(Duration.ofMillis(20));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
