package io.accountlink.jwt;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Selects the keys that may verify RS256. Other keys of the set are ignored.
 */
class JwkSetParserTests {

	/**
	 * The key of RFC 7515 appendix A.3.1, with the id of an RSA key.
	 */
	static final String ELLIPTIC = """
			{"kty":"EC","crv":"P-256","use":"sig","kid":"one","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
			 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

	private static final RSAKey ONE = TrustedKeys.generated("one").toPublicJWK();

	private static final RSAKey TWO = new RSAKey.Builder(ONE).keyID("two").build();

	@Test
	void ofTwoKeysWithOneIdNeitherIsTrusted() throws JwkSetException {
		assertThat(JwkSetParser.parse(set(ONE, TWO, TWO)).getKeys()).containsExactly(ONE);
	}

	// RFC 7517 section 4.5.
	@Test
	void aKeyOfAnotherTypeMayHaveTheSameId() throws JwkSetException {
		assertThat(JwkSetParser.parse(set(ONE, ELLIPTIC)).getKeys()).containsExactly(ONE);
	}

	@Test
	void aKeyWithoutAnIdIsNoneAndHarmsNoOther() throws JwkSetException {
		JWK withoutId = new RSAKey.Builder(ONE).keyID(null).build();
		assertThat(JwkSetParser.parse(set(withoutId, ONE)).getKeys()).containsExactly(ONE);
	}

	@Test
	void keysOfOtherKindsAreKeysOfWhichNoneCounts() throws JwkSetException {
		assertThat(JwkSetParser.parse(set(ELLIPTIC)).getKeys()).isEmpty();
	}

	// RFC 7517 section 5.
	@ParameterizedTest
	@ValueSource(strings = { "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AQ\",\"y\":\"AQ\",\"kid\":\"x\"}",
			"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"x\"}", "{\"kty\":\"AKP\",\"kid\":\"x\"}", "{\"kty\":7}",
			"{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQ\",\"use\":7}", "{\"kid\":\"x\"}", "{}", "null", "\"RSA\"", "[]",
			"{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\",\"x5c\":[\"?\"],\"kid\":\"x\"}",
			"{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"oth\":[{}],\"kid\":\"x\"}" })
	void aKeyThatCanNotBeParsedIsIgnoredAndTheOthersCount(String unparseable) throws JwkSetException {
		assertThat(JwkSetParser.parse(set(unparseable, ONE)).getKeys()).containsExactly(ONE);
	}

	private static String set(Object... keys) {
		return Stream.of(keys).map(Object::toString).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
	}

}
