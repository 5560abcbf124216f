package io.accountlink.idtoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.account.AccountId;
import io.accountlink.jwt.TrustedKeys;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The replay cache receives the identifier of a verified ID token and its expiry.
 */
class IdTokenVerifierTests {

	private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

	private static final Duration MAX_AGE = Duration.ofMinutes(10);

	private static final AccountId ADA = AccountId.parse("auth0|ada");

	private static final String AUTH_TIME = "auth_time";

	private static final RSAKey KEY = TrustedKeys.generated("k");

	private final List<String> uses = new ArrayList<>();

	private final IdTokenVerifier verifier = new IdTokenVerifier(TrustedKeys.decoders(KEY),
			new IdTokenSettings(List.of("frontend", "app"), List.of("app"), MAX_AGE), new RecordedUses(),
			Clock.fixed(NOW, ZoneOffset.UTC));

	private final class RecordedUses implements ReplayCache {

		@Override
		public boolean register(String token, AccountId account, Instant until) {
			return IdTokenVerifierTests.this.uses.add(token + " " + account + " " + until);
		}

		@Override
		public boolean isAvailable(String token, AccountId account) {
			return true;
		}

	}

	@Test
	void aTokenIsKnownByItsIdUntilItIsTooOld() throws JOSEException {
		use(claims().jwtID("7"));
		assertThat(this.uses).containsExactly("jti:7 auth0|ada 2026-11-23T12:09:00Z");
	}

	@Test
	void aTokenThatExpiresBeforeItIsTooOldIsKnownUntilThen() throws JOSEException {
		use(claims().jwtID("7").claim("exp", NOW.plusSeconds(90).getEpochSecond()));
		assertThat(this.uses).containsExactly("jti:7 auth0|ada 2026-11-23T12:01:30Z");
	}

	@Test
	void ageCountsFromTheIssueWhereTheClientNeedsNoLoginTime() throws JOSEException {
		use(claims().jwtID("7").audience("app").claim(AUTH_TIME, null));
		assertThat(this.uses).containsExactly("jti:7 auth0|ada 2026-11-23T12:09:30Z");
	}

	@Test
	void aTokenWithoutIdIsKnownByItsContent() throws JOSEException {
		use(claims());
		use(claims());
		use(claims().claim("nonce", "other"));
		assertThat(this.uses).hasSize(3).allMatch((use) -> use.matches("sha256:[0-9a-f]{64} .*"));
		assertThat(this.uses.get(0)).isEqualTo(this.uses.get(1)).isNotEqualTo(this.uses.get(2));
	}

	@Test
	void aVerificationAloneUsesNoTokenUp() throws JOSEException {
		assertThat(this.verifier.verify(signed(claims())).account()).hasToString("google-oauth2|7");
		assertThat(this.uses).isEmpty();
	}

	private void use(JWTClaimsSet.Builder claims) throws JOSEException {
		this.verifier.register(this.verifier.verify(signed(claims)), ADA);
	}

	private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims.build());
		token.sign(new RSASSASigner(KEY));
		return token.serialize();
	}

	private static JWTClaimsSet.Builder claims() {
		return new JWTClaimsSet.Builder().issuer("https://tenant.example/")
			.audience("frontend")
			.subject("google-oauth2|7")
			.claim(AUTH_TIME, NOW.minusSeconds(60).getEpochSecond())
			.claim("iat", NOW.minusSeconds(30).getEpochSecond())
			.claim("exp", NOW.plusSeconds(3600).getEpochSecond());
	}

}
