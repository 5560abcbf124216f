package io.accountlink.auth0;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.accountlink.upstream.CallPolicies;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Health of Auth0 for operators: up or unknown, never down, since restarting or replacing
 * the instance would not help.
 */
@Component
class Auth0HealthIndicator implements HealthIndicator {

	private final ManagementTokens tokens;

	private final CallPolicies policies;

	private final RateLimitMeters rateLimit;

	Auth0HealthIndicator(ManagementTokens tokens, CallPolicies policies, RateLimitMeters rateLimit) {
		this.tokens = tokens;
		this.policies = policies;
		this.rateLimit = rateLimit;
	}

	@Override
	public Health health() {
		Duration lifetime = this.tokens.remainingLifetime();
		boolean valid = lifetime.isPositive();
		Map<String, String> breakers = this.policies.circuitBreakerStates();
		boolean allClosed = Set.of("closed").containsAll(breakers.values());
		Health.Builder health = (valid && allClosed) ? Health.up() : Health.unknown();
		health.withDetail("token", valid ? "present" : "none");
		if (valid) {
			health.withDetail("token_life_seconds", lifetime.toSeconds());
		}
		Integer remaining = this.rateLimit.remaining();
		if (remaining != null) {
			health.withDetail("rate_limit_remaining", remaining);
		}
		return health.withDetail("breakers", breakers).build();
	}

}
