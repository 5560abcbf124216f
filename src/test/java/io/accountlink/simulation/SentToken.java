package io.accountlink.simulation;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * JWT in a request, which nobody has verified.
 *
 * @param jwt the signed JWT
 * @param claims its claims
 */
record SentToken(SignedJWT jwt, JWTClaimsSet claims) {

	/**
	 * Parses a JWT. The result is empty for any other text.
	 */
	static Optional<SentToken> parse(String token) {
		try {
			SignedJWT jwt = SignedJWT.parse(token);
			return Optional.of(new SentToken(jwt, jwt.getJWTClaimsSet()));
		}
		catch (ParseException ex) {
			return Optional.empty();
		}
	}

	JWSAlgorithm algorithm() {
		return this.jwt.getHeader().getAlgorithm();
	}

	boolean isFrom(String issuer) {
		return issuer.equals(this.claims.getIssuer());
	}

	boolean expiresAfter(Instant time) {
		Date expiry = this.claims.getExpirationTime();
		return expiry != null && expiry.toInstant().isAfter(time);
	}

}
