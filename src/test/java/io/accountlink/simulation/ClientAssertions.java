package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import org.jspecify.annotations.Nullable;

/**
 * Validates client assertions ({@code private_key_jwt}, RFC 7523) by Auth0's rules:
 * lifetime, single use and audience.
 */
final class ClientAssertions {

	private static final int MAX_LENGTH = 2048;

	private static final int MAX_CLAIM_LENGTH = 64;

	private static final Duration MAX_LIFETIME = Duration.ofMinutes(5);

	private static final Duration SKEW = Duration.ofSeconds(10);

	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
			JWSAlgorithm.PS256);

	private final Tenant tenant;

	private final Clock clock;

	private final Set<String> used = ConcurrentHashMap.newKeySet();

	ClientAssertions(Tenant tenant, Clock clock) {
		this.tenant = tenant;
		this.clock = clock;
	}

	void require(String assertion, RSAKey key) {
		SentToken token = SentToken.parse(assertion).orElseThrow(Refusal::wrongClientAssertion);
		boolean valid = assertion.length() <= MAX_LENGTH && signed(token, key) && hasOneAudience(token)
				&& isClient(token.claims().getIssuer()) && isClient(token.claims().getSubject())
				&& isWithinLifetime(token) && isFirstUse(token.claims().getJWTID());
		if (!valid) {
			throw Refusal.wrongClientAssertion();
		}
	}

	private static boolean signed(SentToken token, RSAKey key) {
		boolean registered = key.getAlgorithm() == null || key.getAlgorithm().equals(token.algorithm());
		return registered && ALGORITHMS.contains(token.algorithm()) && Keys.signed(token.jwt(), key);
	}

	/**
	 * Since April 2026 the audience is one string: an array of one is refused.
	 */
	private boolean hasOneAudience(SentToken token) {
		return this.tenant.issuer().equals(token.jwt().getPayload().toJSONObject().get("aud"));
	}

	private boolean isClient(@Nullable String name) {
		return name != null && name.length() <= MAX_CLAIM_LENGTH && name.equals(this.tenant.client().id());
	}

	private boolean isWithinLifetime(SentToken token) {
		Instant now = this.clock.instant();
		JWTClaimsSet claims = token.claims();
		return token.expiresAfter(now.minus(SKEW)) && !token.expiresAfter(now.plus(MAX_LIFETIME).plus(SKEW))
				&& hasBegun(claims.getIssueTime(), now) && hasBegun(claims.getNotBeforeTime(), now);
	}

	private static boolean hasBegun(@Nullable Date date, Instant now) {
		return date == null || date.toInstant().isBefore(now.plus(SKEW));
	}

	private boolean isFirstUse(@Nullable String id) {
		return id != null && id.length() <= MAX_CLAIM_LENGTH && this.used.add(id);
	}

}
