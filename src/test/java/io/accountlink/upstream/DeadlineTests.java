package io.accountlink.upstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A deadline limits calls and waits, and keeps a reserve for reconciliation.
 */
class DeadlineTests {

	private static final Duration MOST = Duration.ofSeconds(2);

	private long now;

	private Deadline deadline(Duration total) {
		return Deadline.after(total, this.now, () -> this.now);
	}

	private void sleep(Duration time) {
		this.now += time.toNanos();
	}

	@Test
	void rateLimitWaitsAddUp() {
		Deadline deadline = deadline(Duration.ofMinutes(1));
		deadline.beginRateLimitWait(Duration.ofSeconds(1));
		sleep(Duration.ofSeconds(3));
		assertThat(deadline.remainingRateLimitWait(MOST)).isEqualTo(Duration.ofSeconds(1));
		deadline.addRateLimitWait(Duration.ofSeconds(1));
		assertThat(deadline.remainingRateLimitWait(MOST)).isZero();
		assertThat(deadline.rateLimitWait()).isEqualTo(MOST);
	}

	@Test
	void aLimitShortensADeadlineAndNeverLengthensIt() {
		Deadline deadline = deadline(Duration.ofSeconds(10));
		assertThat(deadline.atMost(Duration.ofSeconds(1)).remaining()).isEqualTo(Duration.ofSeconds(1));
		sleep(Duration.ofMillis(9500));
		assertThat(deadline.atMost(Duration.ofSeconds(1)).remaining()).isEqualTo(Duration.ofMillis(500));
		sleep(Duration.ofSeconds(1));
		assertThat(deadline.atMost(Duration.ofSeconds(1)).remaining()).isZero();
	}

	@Test
	void rateLimitWaitsSideBySideCountOnce() {
		Deadline deadline = deadline(Duration.ofMinutes(1));
		deadline.beginRateLimitWait(MOST);
		assertThat(deadline.remainingRateLimitWait(MOST)).isEqualTo(MOST);
		deadline.beginRateLimitWait(MOST);
		sleep(Duration.ofMillis(1500));
		assertThat(deadline.remainingRateLimitWait(MOST)).isEqualTo(Duration.ofMillis(500));
		sleep(Duration.ofMillis(500));
		deadline.addRateLimitWait(MOST);
		assertThat(deadline.rateLimitWait()).isEqualTo(MOST);
		assertThat(deadline.remainingRateLimitWait(MOST)).isZero();
	}

	@Test
	void aWriteBeforeAnotherGetsHalfOfTheTimeOrNone() {
		Deadline deadline = deadline(Duration.ofSeconds(10));
		assertThat(deadline.beforeAnotherWrite().remainingForWrite()).isEqualTo(Duration.ofMillis(3500));
		sleep(Duration.ofSeconds(6));
		assertThat(deadline.beforeAnotherWrite().remainingForWrite()).isEqualTo(Duration.ofMillis(500));
		sleep(Duration.ofMillis(1));
		assertThat(deadline.beforeAnotherWrite().remainingForWrite()).isZero();
	}

	@Test
	void aWriteIsNotSentInTheLastTwentiethBeforeTheReserve() {
		Deadline deadline = deadline(Duration.ofSeconds(10));
		assertThat(deadline.remainingForWrite()).isEqualTo(Duration.ofSeconds(7));
		sleep(Duration.ofMillis(6500));
		assertThat(deadline.remainingForWrite()).isEqualTo(Duration.ofMillis(500));
		sleep(Duration.ofMillis(1));
		assertThat(deadline.remainingForWrite()).isZero();
	}

	@Test
	void callsThatSettleAWriteAreReconciliation() {
		Deadline deadline = deadline(Duration.ofSeconds(10));
		assertThat(deadline.isReconciling()).isFalse();
		assertThat(deadline.beforeAnotherWrite().isReconciling()).isFalse();
		assertThat(deadline.forReconciliationBeforeAnotherWrite().isReconciling()).isTrue();
		assertThat(deadline.forReconciliation().isReconciling()).isTrue();
	}

	@Test
	void viewsShareTheWaitsAndTheCallsOfTheRequest() {
		Deadline deadline = deadline(Duration.ofMinutes(1));
		sleep(Duration.ofSeconds(1));
		deadline.forReconciliation().addRateLimitWait(Duration.ofSeconds(1));
		deadline.beforeAnotherWrite().beginCalls();
		assertThat(deadline.rateLimitWait()).isEqualTo(Duration.ofSeconds(1));
		assertThat(deadline.hasBegunCalls()).isTrue();
	}

	@Test
	void aRateLimitWaitKeepsTheReserveForReconciliation() {
		assertThat(Deadline.after(Duration.ofSeconds(1)).remainingRateLimitWait(MOST))
			.isLessThanOrEqualTo(Duration.ofMillis(700));
	}

	@Test
	void reconciliationMayUseTheReserve() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(1));
		assertThat(deadline.forReconciliation().remainingRateLimitWait(MOST)).isGreaterThan(Duration.ofMillis(700));
		assertThat(deadline.forReconciliationBeforeAnotherWrite().remainingRateLimitWait(MOST))
			.isLessThanOrEqualTo(Duration.ofMillis(700));
	}

	@Test
	void theRemainingTimeIsNeverNegative() {
		assertThat(Deadline.after(Duration.ZERO).remaining()).isZero();
		assertThat(Deadline.after(Duration.ZERO).remainingBeforeReserve()).isZero();
		assertThat(Deadline.after(Duration.ZERO).remainingRateLimitWait(MOST)).isZero();
	}

}
