package io.accountlink.simulation;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.HexFormat;
import java.util.List;

import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;

/**
 * X.509 certificate of a signing key, in DER (ITU-T X.690). Auth0 publishes its keys with
 * one, and the JDK has no API that makes one.
 */
final class SelfSignedCertificate {

	private static final int SEQUENCE = 0x30;

	private static final int SET = 0x31;

	private static final int INTEGER = 0x02;

	private static final int BIT_STRING = 0x03;

	private static final int UTF8_STRING = 0x0c;

	private static final int UTC_TIME = 0x17;

	private static final int VERSION = 0xa0;

	private static final byte[] SHA256_WITH_RSA = HexFormat.of().parseHex("300d06092a864886f70d01010b0500");

	private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

	private final byte[] der;

	SelfSignedCertificate(KeyPair pair, String name) {
		try {
			byte[] content = content(pair, name);
			Signature signature = Signature.getInstance("SHA256withRSA");
			signature.initSign(pair.getPrivate());
			signature.update(content);
			this.der = encode(SEQUENCE, content, SHA256_WITH_RSA, encode(BIT_STRING, new byte[1], signature.sign()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the member {@code x5c} of a JWK.
	 */
	List<Base64> chain() {
		return List.of(Base64.encode(this.der));
	}

	/**
	 * Returns the member {@code x5t} of a JWK.
	 */
	Base64URL thumbprint() {
		try {
			return Base64URL.encode(MessageDigest.getInstance("SHA-1").digest(this.der));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] content(KeyPair pair, String name) {
		byte[] version = encode(VERSION, encode(INTEGER, BigInteger.TWO.toByteArray()));
		byte[] issuer = encode(SEQUENCE, encode(SET, encode(SEQUENCE, COMMON_NAME, text(UTF8_STRING, name))));
		byte[] validity = encode(SEQUENCE, text(UTC_TIME, "230101000000Z"), text(UTC_TIME, "370101000000Z"));
		return encode(SEQUENCE, version, encode(INTEGER, BigInteger.ONE.toByteArray()), SHA256_WITH_RSA, issuer,
				validity, issuer, pair.getPublic().getEncoded());
	}

	private static byte[] text(int tag, String text) {
		return encode(tag, text.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] encode(int tag, byte[]... parts) {
		ByteArrayOutputStream value = new ByteArrayOutputStream();
		List.of(parts).forEach(value::writeBytes);
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		encoded.write(tag);
		encoded.writeBytes(length(value.size()));
		encoded.writeBytes(value.toByteArray());
		return encoded.toByteArray();
	}

	private static byte[] length(int size) {
		if (size < 0x80) {
			return new byte[] { (byte) size };
		}
		return (size < 0x100) ? new byte[] { (byte) 0x81, (byte) size }
				: new byte[] { (byte) 0x82, (byte) (size >> 8), (byte) size };
	}

}
