package io.accountlink.simulation;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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
		try {
			SignedJWT jwt = SignedJWT.parse(assertion);
			boolean valid = assertion.length() <= MAX_LENGTH && signed(jwt, key) && hasOneAudience(jwt)
					&& valid(jwt.getJWTClaimsSet());
			if (!valid) {
				throw Refusal.wrongClientAssertion();
			}
		}
		catch (ParseException ex) {
			throw Refusal.wrongClientAssertion();
		}
	}

	private static boolean signed(SignedJWT jwt, RSAKey key) {
		JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
		boolean registered = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
		return registered && ALGORITHMS.contains(algorithm) && Keys.signed(jwt, key);
	}

	/**
	 * Since April 2026 the audience is one string: an array of one is refused.
	 */
	private boolean hasOneAudience(SignedJWT jwt) {
		return this.tenant.issuer().equals(jwt.getPayload().toJSONObject().get("aud"));
	}

	private boolean valid(JWTClaimsSet claims) {
		return isClient(claims.getIssuer()) && isClient(claims.getSubject()) && isWithinLifetime(claims)
				&& isFirstUse(claims.getJWTID());
	}

	private boolean isClient(@Nullable String name) {
		return name != null && name.length() <= MAX_CLAIM_LENGTH && name.equals(this.tenant.client().id());
	}

	private boolean isWithinLifetime(JWTClaimsSet claims) {
		Instant now = this.clock.instant();
		Date expiry = claims.getExpirationTime();
		return expiry != null && expiry.toInstant().isAfter(now.minus(SKEW))
				&& !expiry.toInstant().isAfter(now.plus(MAX_LIFETIME).plus(SKEW))
				&& hasBegun(claims.getIssueTime(), now) && hasBegun(claims.getNotBeforeTime(), now);
	}

	private static boolean hasBegun(@Nullable Date date, Instant now) {
		return date == null || date.toInstant().isBefore(now.plus(SKEW));
	}

	private boolean isFirstUse(@Nullable String id) {
		return id != null && id.length() <= MAX_CLAIM_LENGTH && this.used.add(id);
	}

}
