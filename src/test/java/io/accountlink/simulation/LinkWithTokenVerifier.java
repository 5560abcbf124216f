package io.accountlink.simulation;

import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Verifies the ID token in {@code link_with} by Auth0's rules. Its audience must equal
 * the client ({@code azp}) of the Management API token.
 */
final class LinkWithTokenVerifier {

	private final Tenant tenant;

	private final Keys keys;

	private final Clock clock;

	LinkWithTokenVerifier(Tenant tenant, Keys keys, Clock clock) {
		this.tenant = tenant;
		this.keys = keys;
		this.clock = clock;
	}

	SecondaryAccount secondary(String token, String callersClient) {
		JWTClaimsSet claims = verified(token);
		if (!this.tenant.issuer().equals(claims.getIssuer())) {
			throw Refusal.linkRefused("JWT (link_with) must have the same issuer as the calling user.");
		}
		if (!claims.getAudience().equals(List.of(callersClient))) {
			throw Refusal
				.linkRefused("JWT (link_with) must have an aud claim that matches that of the calling token's azp.");
		}
		return new SecondaryAccount(subject(claims), null, "Provided secondary account not found.");
	}

	private JWTClaimsSet verified(String token) {
		try {
			SignedJWT jwt = SignedJWT.parse(token);
			if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())) {
				throw Refusal.linkRefused("JWT (link_with) must have an alg of RS256.");
			}
			JWTClaimsSet claims = jwt.getJWTClaimsSet();
			boolean foreign = !this.tenant.issuer().equals(claims.getIssuer());
			if (!foreign && !(this.keys.signed(jwt) && isAlive(claims))) {
				throw invalid();
			}
			return claims;
		}
		catch (ParseException ex) {
			throw invalid();
		}
	}

	private boolean isAlive(JWTClaimsSet claims) {
		Date expiry = claims.getExpirationTime();
		return expiry != null && expiry.toInstant().isAfter(this.clock.instant());
	}

	private static String subject(JWTClaimsSet claims) {
		String subject = claims.getSubject();
		if (subject == null) {
			throw Refusal.linkRefused("JWT (link_with) must contains sub claim");
		}
		if (!subject.contains("|")) {
			throw Refusal.linkRefused("JWT (link_with) contains an invalid sub claim");
		}
		return subject;
	}

	private static Refusal invalid() {
		return Refusal.linkRefused("Invalid token (link_with).");
	}

}
