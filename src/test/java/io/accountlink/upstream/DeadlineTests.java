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
		assertThat(deadline.allowsWaiting(Duration.ofSeconds(1), MOST)).isTrue();
		assertThat(deadline.allowsWaiting(Duration.ofMillis(1500), MOST)).isFalse();
		assertThat(deadline.allowsWaiting(Duration.ofSeconds(1), MOST)).isTrue();
		assertThat(deadline.allowsWaiting(Duration.ofMillis(1), MOST)).isFalse();
	}

	@Test
	void whatSomebodyElseWaitedForThisRequestAddsUpToo() {
		Deadline deadline = Deadline.in(Duration.ofMinutes(1));
		deadline.countWaiting(Duration.ofMillis(1500));
		assertThat(deadline.allowsWaiting(Duration.ofSeconds(1), MOST)).isFalse();
		assertThat(deadline.allowsWaiting(Duration.ofMillis(500), MOST)).isTrue();
		assertThat(deadline.waited()).isEqualTo(MOST);
	}

	@Test
	void aWaitLeavesTimeToLookWhatCameOfIt() {
		assertThat(Deadline.in(Duration.ofSeconds(1)).allowsWaiting(Duration.ofMillis(900), MOST)).isFalse();
	}

	@Test
	void whatIsLeftIsNeverLessThanNothing() {
		assertThat(Deadline.in(Duration.ZERO).remaining()).isZero();
		assertThat(Deadline.in(Duration.ZERO).remainingBeforeSettling()).isZero();
	}

}
