package io.accountlink.simulation;

import java.time.Clock;
import java.util.List;

import com.nimbusds.jose.JWSAlgorithm;

/**
 * Verifies the ID token in {@code link_with} by Auth0's rules. Its audience must equal
 * the client ({@code azp}) of the Management API token.
 */
final class LinkWithTokenVerifier {

	private static final String INVALID = "Invalid token (link_with).";

	private final Tenant tenant;

	private final Keys keys;

	private final Clock clock;

	LinkWithTokenVerifier(Tenant tenant, Keys keys, Clock clock) {
		this.tenant = tenant;
		this.keys = keys;
		this.clock = clock;
	}

	SecondaryAccount secondary(String idToken, String callersClient) {
		SentToken token = SentToken.parse(idToken).orElseThrow(() -> Refusal.linkRefused(INVALID));
		require(token.algorithm().equals(JWSAlgorithm.RS256), "JWT (link_with) must have an alg of RS256.");
		require(token.isFrom(this.tenant.issuer()), "JWT (link_with) must have the same issuer as the calling user.");
		require(this.keys.signed(token.jwt()) && token.expiresAfter(this.clock.instant()), INVALID);
		require(token.claims().getAudience().equals(List.of(callersClient)),
				"JWT (link_with) must have an aud claim that matches that of the calling token's azp.");
		String subject = token.claims().getSubject();
		require(subject != null, "JWT (link_with) must contains sub claim");
		require(subject.contains("|"), "JWT (link_with) contains an invalid sub claim");
		return new SecondaryAccount(subject, null, "Provided secondary account not found.");
	}

	private static void require(boolean isValid, String message) {
		if (!isValid) {
			throw Refusal.linkRefused(message);
		}
	}

}
