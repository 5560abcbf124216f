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

	private static final RSAKey KEY = TrustedKeys.generated("k");

	private final List<String> uses = new ArrayList<>();

	private IdTokenVerifier verifier(boolean allowUnverifiedEmail) {
		return new IdTokenVerifier(TrustedKeys.decoders(KEY),
				new IdTokenSettings(List.of("frontend"), MAX_AGE, allowUnverifiedEmail), new RecordedUses(),
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

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
		assertVerified(claims().jwtID("7").claim("auth_time", NOW.minusSeconds(60).getEpochSecond()));
		assertThat(this.uses).containsExactly("jti:7 auth0|ada 2026-11-23T12:09:00Z");
	}

	@Test
	void whereNoLoginIsNamedAgeCountsFromTheIssue() throws JOSEException {
		assertVerified(claims().jwtID("7"));
		assertThat(this.uses).containsExactly("jti:7 auth0|ada 2026-11-23T12:09:30Z");
	}

	@Test
	void aTokenWithoutIdIsKnownByItsContent() throws JOSEException {
		assertVerified(claims());
		assertVerified(claims());
		assertVerified(claims().claim("nonce", "other"));
		assertThat(this.uses).hasSize(3).allMatch((use) -> use.matches("sha256:[0-9a-f]{64} .*"));
		assertThat(this.uses.get(0)).isEqualTo(this.uses.get(1)).isNotEqualTo(this.uses.get(2));
	}

	@Test
	void aVerificationAloneUsesNoTokenUp() throws JOSEException {
		assertThat(verifier(false).verify(signed(claims()), ADA).account()).hasToString("google-oauth2|7");
		assertThat(this.uses).isEmpty();
	}

	@Test
	void theAccountHasToBeReadWhereTheTokenNamesNoAddress() throws JOSEException {
		assertThat(verify(claims(), false).requiresEmailCheck()).isTrue();
		assertThat(verify(claims().claim("email_verified", true), false).requiresEmailCheck()).isTrue();
		assertThat(verify(claims().claim("email", " ").claim("email_verified", true), false).requiresEmailCheck())
			.isTrue();
		assertThat(verify(claims().claim("email", "a@example.com").claim("email_verified", true), false)
			.requiresEmailCheck()).isFalse();
	}

	@Test
	void noAccountHasToBeReadWhereUnverifiedAddressesAreAllowed() throws JOSEException {
		assertThat(verify(claims(), true).requiresEmailCheck()).isFalse();
		assertThat(verify(claims().claim("email", "a@example.com"), true).requiresEmailCheck()).isFalse();
		assertThat(verify(claims().claim("email_verified", false), true).requiresEmailCheck()).isFalse();
	}

	private VerifiedIdToken verify(JWTClaimsSet.Builder claims, boolean allowUnverifiedEmail) throws JOSEException {
		return verifier(allowUnverifiedEmail).verifyAndRegister(signed(claims), ADA);
	}

	private void assertVerified(JWTClaimsSet.Builder claims) throws JOSEException {
		assertThat(verify(claims, false).account()).hasToString("google-oauth2|7");
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
			.claim("iat", NOW.minusSeconds(30).getEpochSecond())
			.claim("exp", NOW.plusSeconds(3600).getEpochSecond());
	}

}
