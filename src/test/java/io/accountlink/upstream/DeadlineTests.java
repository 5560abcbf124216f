package io.accountlink.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long may be waited within a deadline.
 */
class DeadlineTests {

	private static final Duration MOST = Duration.ofSeconds(2);

	@Test
	void waitsAddUp() {
		Deadline deadline = Deadline.in(Duration.ofMinutes(1));
		deadline.countWait(Duration.ofSeconds(1));
		assertThat(deadline.remainingRateLimitWait(MOST)).isEqualTo(Duration.ofSeconds(1));
		deadline.countWait(Duration.ofSeconds(1));
		assertThat(deadline.remainingRateLimitWait(MOST)).isZero();
		assertThat(deadline.waited()).isEqualTo(MOST);
	}

	@Test
	void aWaitLeavesTimeToLookWhatCameOfIt() {
		assertThat(Deadline.in(Duration.ofSeconds(1)).remainingRateLimitWait(MOST))
			.isLessThanOrEqualTo(Duration.ofMillis(700));
	}

	@Test
	void whoeverLooksWhatCameOfItMayUseAllThatIsLeft() {
		Deadline deadline = Deadline.in(Duration.ofSeconds(1));
		deadline.releaseReserve();
		assertThat(deadline.remainingRateLimitWait(MOST)).isGreaterThan(Duration.ofMillis(700));
	}

	@Test
	void whatIsLeftIsNeverLessThanNothing() {
		assertThat(Deadline.in(Duration.ZERO).remaining()).isZero();
		assertThat(Deadline.in(Duration.ZERO).remainingBeforeReserve()).isZero();
		assertThat(Deadline.in(Duration.ZERO).remainingRateLimitWait(MOST)).isZero();
	}

}
