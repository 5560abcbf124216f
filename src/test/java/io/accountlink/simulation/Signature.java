package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;

/**
 * Signature of a token, including signatures that a verifier must reject.
 */
@FunctionalInterface
interface Signature {

	String of(String input);

	static Signature by(JWK key, String algorithm) {
		return (input) -> {
			try {
				JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, JWSAlgorithm.parse(algorithm));
				return signed(input, signer, algorithm);
			}
			catch (JOSEException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	static Signature withConfusedAlgorithm(RSAKey key, String algorithm) {
		return switch (algorithm.substring(0, 2)) {
			case "no" -> (input) -> "";
			case "HS" -> (input) -> hmac(input, key, algorithm);
			case "ES" -> by(ellipticKey(), algorithm);
			default -> by(key, algorithm);
		};
	}

	private static String hmac(String input, RSAKey key, String algorithm) {
		try {
			return signed(input, new MACSigner(key.toRSAPublicKey().getEncoded()), algorithm);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String signed(String input, JWSSigner signer, String algorithm) throws JOSEException {
		JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
		return signer.sign(header, input.getBytes(StandardCharsets.US_ASCII)).toString();
	}

	private static JWK ellipticKey() {
		try {
			return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
