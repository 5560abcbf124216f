package io.accountlink.jwt;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Decoders use the RS256 keys of the JWK set only, whatever else the set holds.
 */
class IssuerJwtDecoderFactoryTests {

	private static final RSAKey GOOD = rsa(2048, "good");

	private static final RSAKey THIRD = rsa(2048, "third");

	private static final String CLAIMS = "{\"iss\":\"https://tenant.example/\",\"sub\":\"auth0|ada\",\"iat\":0,\"exp\":1}";

	private static RSAKey rsa(int bits, String kid) {
		try {
			return new RSAKeyGenerator(bits, true).keyID(kid)
				.keyUse(KeyUse.SIGNATURE)
				.algorithm(JWSAlgorithm.RS256)
				.generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aKeyCountsAmongOthersOfEveryKind() throws JOSEException {
		JWK elliptic = new ECKeyGenerator(Curve.P_256).keyID("ec").keyUse(KeyUse.SIGNATURE).generate();
		RSAKey encrypting = new RSAKey.Builder(rsa(2048, "enc").toPublicJWK()).keyUse(KeyUse.ENCRYPTION)
			.algorithm(null)
			.build();
		JwtDecoder tokens = reading(elliptic, encrypting, rsa(1024, "short"), GOOD);
		assertThat(tokens.decode(signed(GOOD, JWSAlgorithm.RS256)).getSubject()).isEqualTo("auth0|ada");
	}

	@Test
	void aKeyMayBeOfTheAlgorithmOrOfNone() {
		JwtDecoder tokens = reading(new RSAKey.Builder(GOOD).algorithm(null).build());
		assertThat(tokens.decode(signed(GOOD, JWSAlgorithm.RS256)).getSubject()).isEqualTo("auth0|ada");
	}

	static Stream<Arguments> useless() {
		RSAKey shorter = rsa(1024, "short");
		return Stream.of(argumentSet("a key of 1024 bits", shorter, shorter),
				argumentSet("a key for encryption", GOOD, new RSAKey.Builder(GOOD).keyUse(KeyUse.ENCRYPTION).build()),
				argumentSet("a key of no stated use", GOOD, new RSAKey.Builder(GOOD).keyUse(null).build()),
				argumentSet("a key for RS512", GOOD, new RSAKey.Builder(GOOD).algorithm(JWSAlgorithm.RS512).build()),
				argumentSet("a key for PS256", GOOD, new RSAKey.Builder(GOOD).algorithm(JWSAlgorithm.PS256).build()),
				argumentSet("another key", rsa(2048, "good"), GOOD));
	}

	@ParameterizedTest
	@MethodSource("useless")
	void aTokenIsRefusedWhoseOnlyKeyIs(RSAKey signing, RSAKey published) {
		refuses(reading(published, THIRD), signed(signing, JWSAlgorithm.RS256));
	}

	@Test
	void ofTwoKeysWithOneIdNeitherCounts() {
		RSAKey other = rsa(2048, "good");
		refuses(reading(GOOD, other, THIRD), signed(GOOD, JWSAlgorithm.RS256));
		refuses(reading(GOOD, other, THIRD), signed(other, JWSAlgorithm.RS256));
	}

	@Test
	void theKeyOfAnotherIdDoesNotCount() {
		RSAKey other = rsa(2048, "other");
		refuses(reading(GOOD, other), signed(new RSAKey.Builder(GOOD).keyID("other").build(), JWSAlgorithm.RS256));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RS384", "RS512", "PS256", "PS384" })
	void anotherAlgorithmOfTheSameKeyDoesNotCount(String algorithm) {
		refuses(reading(GOOD), signed(GOOD, JWSAlgorithm.parse(algorithm)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"sub\":\"auth0|eve\",\"sub\":\"auth0|ada\"}", "{\"iss\":\"a\",\"iss\":\"a\"}",
			"[\"sub\"]", "\"sub\"", "null", "7", "", "{\"sub\":\"auth0|ada\"}{}", "{\"sub\":\"auth0|ada\"} x" })
	void claimsThatAreNotOneObjectOfDifferentMembersAreNone(String claims) {
		refuses(reading(GOOD), signed("{\"alg\":\"RS256\",\"kid\":\"good\"}", claims));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"RS256\",\"kid\":\"bad\",\"kid\":\"good\"}",
			"{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"good\"}", "{\"kid\":\"good\"}",
			"{\"alg\":[\"RS256\"],\"kid\":\"good\"}", "{\"alg\":\"rs256\",\"kid\":\"good\"}",
			"{\"alg\":\"RS256\",\"kid\":7}", "{\"alg\":\"RS256\",\"kid\":\"good\",\"crit\":[]}" })
	void aHeaderThatCanBeReadInTwoWaysIsNone(String header) {
		refuses(reading(GOOD), signed(header, CLAIMS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTPS://tenant.example/", "https://Tenant.example/", "https://tenant.example",
			"https://tenant.example:443/", "https://tenant.example/ ", "" })
	void theIssuerIsComparedLetterByLetter(String issuer) {
		JwtDecoder tokens = reading(GOOD);
		String claims = CLAIMS.replace("https://tenant.example/", issuer);
		assertThatExceptionOfType(BadJwtException.class)
			.isThrownBy(() -> tokens.decode(signed("{\"alg\":\"RS256\",\"kid\":\"good\"}", claims)));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 253_402_300_799L })
	void aTimeMayBeAnyOfTheCalendar(long time) {
		String token = signed("{\"alg\":\"RS256\",\"kid\":\"good\"}",
				"{\"iss\":\"https://tenant.example/\",\"sub\":\"x\",\"iat\":0,\"exp\":1,\"nbf\":" + time + "}");
		assertThat(reading(GOOD).decode(token).getNotBefore()).isEqualTo(Instant.ofEpochSecond(time));
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "AB=", "A B", "AB" })
	void whatIsNotCanonicalIsToldFromWhatIsNotTheIssuers(String signature) {
		String token = signed(GOOD, JWSAlgorithm.RS256);
		String other = token.substring(0, token.lastIndexOf('.') + 1) + signature;
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> reading(GOOD).decode(other))
			.withMessageContaining("canonical");
	}

	@Test
	void aKeyThatNobodyCanUseSignsNothing() {
		RSAKey broken = new RSAKey.Builder(GOOD.getModulus(), Base64URL.from("AQ")).keyID("good")
			.keyUse(KeyUse.SIGNATURE)
			.build();
		refuses(reading(broken), signed(GOOD, JWSAlgorithm.RS256));
	}

	private static JwtDecoder reading(JWK... published) {
		return TrustedKeys.decoders(published).createDecoder((token) -> OAuth2TokenValidatorResult.success());
	}

	private static void refuses(JwtDecoder tokens, String token) {
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> tokens.decode(token));
	}

	private static String signed(RSAKey key, JWSAlgorithm algorithm) {
		JWSObject token = new JWSObject(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
				new Payload(CLAIMS));
		try {
			token.sign(new RSASSASigner(key.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

	// The signature is right, so that nothing but the text is wrong.
	private static String signed(String header, String claims) {
		String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
		try {
			return input + "."
					+ new RSASSASigner(GOOD).sign(new JWSHeader(JWSAlgorithm.RS256), input.getBytes(US_ASCII));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
