package io.accountlink.auth0;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * Metrics of the Management API token: renewals and remaining lifetime.
 */
final class TokenMeters {

	private final Counter successes;

	private final Counter failures;

	TokenMeters(MeterRegistry meters) {
		this.successes = renewals("success", meters);
		this.failures = renewals("failed", meters);
	}

	private static Counter renewals(String outcome, MeterRegistry meters) {
		return Counter.builder("auth0.token.renewals")
			.description("Token requests by outcome")
			.tag("outcome", outcome)
			.register(meters);
	}

	static void bindRemainingLifetime(ManagementTokens tokens, MeterRegistry meters) {
		TimeGauge
			.builder("auth0.token.remaining", tokens, SECONDS, (current) -> current.remainingLifetime().toSeconds())
			.description("Remaining lifetime of the Management API token; zero where there is none")
			.register(meters);
	}

	void recordRenewal(boolean success) {
		(success ? this.successes : this.failures).increment();
	}

}
