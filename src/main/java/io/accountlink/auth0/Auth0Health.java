package io.accountlink.auth0;

import java.time.Clock;
import java.time.Duration;

import io.accountlink.upstream.CallPolicies;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells operators what Auth0 does, and never calls an instance down for it: another one
 * would fare no better.
 */
class Auth0Health implements HealthIndicator {

	private final ManagementTokens tokens;

	private final CallPolicies policies;

	private final RateLimitMeters rateLimit;

	private final Clock clock;

	Auth0Health(ManagementTokens tokens, CallPolicies policies, RateLimitMeters rateLimit, Clock clock) {
		this.tokens = tokens;
		this.policies = policies;
		this.rateLimit = rateLimit;
		this.clock = clock;
	}

	@Override
	public Health health() {
		ManagementToken token = this.tokens.known();
		Duration life = (token != null) ? Duration.between(this.clock.instant(), token.expiresAt()) : Duration.ZERO;
		boolean usable = life.isPositive();
		Health.Builder health = (usable && this.policies.allClosed()) ? Health.up() : Health.unknown();
		health.withDetail("token", usable ? "present" : "none");
		if (usable) {
			health.withDetail("token_life_seconds", life.toSeconds());
		}
		Integer remaining = this.rateLimit.remaining();
		if (remaining != null) {
			health.withDetail("rate_limit_remaining", remaining);
		}
		return health.withDetail("breakers", this.policies.breakers()).build();
	}

}
