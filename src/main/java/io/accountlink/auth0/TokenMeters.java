package io.accountlink.auth0;

import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * Shows that the Management API token is renewed long before it ends, or that it isn't.
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
			.description("Attempts to get a Management API token that can be used")
			.tag("outcome", outcome)
			.register(meters);
	}

	static void showRemainingLife(ManagementTokens tokens, Clock clock, MeterRegistry meters) {
		TimeGauge.builder("auth0.token.remaining", tokens, SECONDS, (current) -> secondsLeft(current.known(), clock))
			.description("How long the Management API token can still be used; zero where there is none")
			.register(meters);
	}

	private static double secondsLeft(@Nullable ManagementToken token, Clock clock) {
		return (token != null) ? Math.max(0, Duration.between(clock.instant(), token.expiresAt()).toSeconds()) : 0;
	}

	void renewed(boolean successfully) {
		(successfully ? this.successes : this.failures).increment();
	}

}
