package io.accountlink.upstream;

import java.time.Duration;
import java.util.List;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Limits retries to a percentage of the calls and one a second, so that retries do not
 * amplify an outage (retry storm). A token bucket: each call adds its percentage of the
 * 100 tokens that a retry consumes. The few retries of a reconciliation are exempt, since
 * they settle the outcome of a write.
 */
final class RetryBudget {

	private static final int TOKENS_PER_RETRY = 100;

	private static final int CAPACITY_IN_RETRIES = 11;

	private final int percent;

	private final Bucket bucket;

	private final MeterProvider<Counter> retries;

	RetryBudget(int percent, TimeMeter monotonicTime, MeterRegistry meters) {
		this.percent = percent;
		this.bucket = Bucket.builder()
			.withCustomTimePrecision(monotonicTime)
			.addLimit((limit) -> limit.capacity(CAPACITY_IN_RETRIES * TOKENS_PER_RETRY)
				.refillGreedy(TOKENS_PER_RETRY, Duration.ofSeconds(1))
				.initialTokens(TOKENS_PER_RETRY))
			.build();
		this.retries = Counter.builder("auth0.retries")
			.description("Retries of calls, made or denied by the retry budget")
			.withRegistry(meters);
		List.of("made", "denied").forEach((outcome) -> this.retries.withTag("outcome", outcome));
		Gauge
			.builder("auth0.retry.budget", this.bucket,
					(tokens) -> (double) tokens.getAvailableTokens() / TOKENS_PER_RETRY)
			.description("Retries that the budget permits at once")
			.register(meters);
	}

	void recordCall() {
		if (this.percent > 0) {
			this.bucket.addTokens(this.percent);
		}
	}

	/**
	 * Acquires a retry.
	 * @param exempt whether it is made even where the budget is exhausted
	 */
	boolean tryAcquire(boolean exempt) {
		boolean acquired = this.bucket.tryConsume(TOKENS_PER_RETRY) || exempt;
		this.retries.withTag("outcome", acquired ? "made" : "denied").increment();
		return acquired;
	}

}
