package io.accountlink.upstream;

import java.time.Duration;
import java.util.stream.IntStream;

import io.accountlink.simulation.MovableClock;
import io.accountlink.simulation.MovableTimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The retry budget limits retries by calls and by time.
 */
class RetryBudgetTests {

	private final MovableClock clock = MovableClock.stoppedNow();

	private final RetryBudget budget = new RetryBudget(10, new MovableTimeMeter(this.clock.monotonic()),
			new SimpleMeterRegistry());

	@Test
	void oneRetryASecondIsPermitted() {
		assertThat(acquired(5)).isOne();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(acquired(5)).isOne();
	}

	@Test
	void tenPercentOfTheCallsMayBeRetried() {
		IntStream.range(0, 50).forEach((call) -> this.budget.recordCall());
		assertThat(acquired(50)).isEqualTo(1 + 5);
	}

	@Test
	void unusedBudgetAccumulatesUpToElevenRetries() {
		IntStream.range(0, 100_000).forEach((call) -> this.budget.recordCall());
		assertThat(acquired(50)).isEqualTo(1 + 10);
	}

	@Test
	void settingTheWallClockBackDoesNotReduceTheBudget() {
		this.clock.setForward(Duration.ofHours(2));
		assertThat(acquired(5)).isOne();
		this.clock.setForward(Duration.ofHours(-2));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(acquired(5)).isOne();
	}

	@Test
	void aReconciliationIsExemptButConsumesTheBudget() {
		assertThat(this.budget.tryAcquire(true)).isTrue();
		assertThat(acquired(5)).isZero();
		assertThat(this.budget.tryAcquire(true)).isTrue();
	}

	private long acquired(int attempts) {
		return IntStream.range(0, attempts).filter((attempt) -> this.budget.tryAcquire(false)).count();
	}

}
