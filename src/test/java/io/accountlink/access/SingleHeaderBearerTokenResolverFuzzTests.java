package io.accountlink.access;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.jwt.TrustedKeys;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Of all texts in the Authorization header, only the token that the issuer signed is
 * read, and in one spelling only.
 */
class SingleHeaderBearerTokenResolverFuzzTests {

	private static final RSAKey key = TrustedKeys.generated("fuzz");

	private static final String valid = signed();

	private static final JwtDecoder tokens = TrustedKeys.decoders(key)
		.createDecoder((token) -> OAuth2TokenValidatorResult.success());

	private static String signed() {
		try {
			JWTClaimsSet claims = new JWTClaimsSet.Builder().subject("auth0|ada")
				.issuer("https://tenant.example/")
				.claim("iat", 0)
				.claim("exp", 1)
				.build();
			SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("fuzz").build(), claims);
			token.sign(new RSASSASigner(key));
			return token.serialize();
		}
		catch (JOSEException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	@FuzzTest(maxDuration = "20s")
	void onlyWhatTheIssuerSignedIsRead(@NotNull String start, int position, @NotNull String change) {
		requireRefusedUnlessValid(start);
		int at = Math.floorMod(position, valid.length());
		requireRefusedUnlessValid(valid.substring(0, at) + change + valid.substring(at));
		requireRefusedUnlessValid(valid.substring(0, at) + change + valid.substring(at + 1));
	}

	private static void requireRefusedUnlessValid(String text) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Authorization", "Bearer " + text);
		try {
			String token = new SingleHeaderBearerTokenResolver().resolve(request);
			if (token != null) {
				tokens.decode(token);
				assertThat(token).isEqualTo(valid);
			}
		}
		catch (InvalidBearerTokenException | BadJwtException refused) {
			assertThat(text).isNotEqualTo(valid);
		}
	}

}
