package io.accountlink.jwt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts how often the issuer's keys were fetched: keys that can't be refreshed work on
 * until the issuer signs with a new one, so nobody would notice in time.
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

	void refreshed(boolean successfully) {
		(successfully ? this.successes : this.failures).increment();
	}

}
