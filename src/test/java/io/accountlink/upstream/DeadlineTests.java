package io.accountlink.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A deadline limits calls and waits, and keeps a reserve for reconciliation.
 */
class DeadlineTests {

	private static final Duration MOST = Duration.ofSeconds(2);

	@Test
	void rateLimitWaitsAddUp() {
		Deadline deadline = Deadline.after(Duration.ofMinutes(1));
		deadline.addRateLimitWait(Duration.ofSeconds(1));
		assertThat(deadline.remainingRateLimitWait(MOST)).isEqualTo(Duration.ofSeconds(1));
		deadline.addRateLimitWait(Duration.ofSeconds(1));
		assertThat(deadline.remainingRateLimitWait(MOST)).isZero();
		assertThat(deadline.rateLimitWait()).isEqualTo(MOST);
	}

	@Test
	void aRateLimitWaitKeepsTheReserveForReconciliation() {
		assertThat(Deadline.after(Duration.ofSeconds(1)).remainingRateLimitWait(MOST))
			.isLessThanOrEqualTo(Duration.ofMillis(700));
	}

	@Test
	void reconciliationMayUseTheReserve() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(1));
		deadline.releaseReserve();
		assertThat(deadline.remainingRateLimitWait(MOST)).isGreaterThan(Duration.ofMillis(700));
	}

	@Test
	void theRemainingTimeIsNeverNegative() {
		assertThat(Deadline.after(Duration.ZERO).remaining()).isZero();
		assertThat(Deadline.after(Duration.ZERO).remainingBeforeReserve()).isZero();
		assertThat(Deadline.after(Duration.ZERO).remainingRateLimitWait(MOST)).isZero();
	}

}
