package io.accountlink.jwt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the refreshes of the JWK set: cached keys stay in use while refreshes fail, so a
 * failure is not visible until the issuer signs with a new key.
 */
final class KeyMeters {

	private final Counter successes;

	private final Counter failures;

	KeyMeters(MeterRegistry meters) {
		this.successes = refreshes("success", meters);
		this.failures = refreshes("failed", meters);
	}

	private static Counter refreshes(String outcome, MeterRegistry meters) {
		return Counter.builder("auth0.keys.refreshes")
			.description("Attempts to fetch the issuer's public keys")
			.tag("outcome", outcome)
			.register(meters);
	}

	void onSuccess() {
		this.successes.increment();
	}

	void onError() {
		this.failures.increment();
	}

}
