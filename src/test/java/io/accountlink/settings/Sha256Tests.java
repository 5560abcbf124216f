package io.accountlink.settings;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SHA-256 by the examples of NIST (FIPS 180-2, appendix B), and of the empty text.
 */
class Sha256Tests {

	@ParameterizedTest
	@CsvSource({ "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			"abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
			"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
					+ " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" })
	void theDigestIsThatOfTheStandard(String text, String hex) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		assertThat(Sha256.hex(bytes)).isEqualTo(hex);
		assertThat(Sha256.digest(bytes)).isEqualTo(HexFormat.of().parseHex(hex));
	}

}
