package io.accountlink.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys of the tenant. The JWK set contains the current and the next key, and the
 * previous key until it is revoked.
 */
final class Keys {

	private static final List<RSAKey> POOL = Stream.generate(Keys::newPair).limit(6).toList();

	private static final RSAKey FOREIGN = newPair();

	private static final AtomicInteger NEXT = new AtomicInteger();

	private final List<JWK> others = new ArrayList<>();

	private boolean hasAlgorithm = true;

	private @Nullable RSAKey previous;

	private RSAKey current = generate();

	private RSAKey next = generate();

	/**
	 * Returns a key with a {@code kid} of its own. Generating a key pair takes up to a
	 * second, so the JVM reuses a few: a tenant never holds one twice, since it holds
	 * three keys at most.
	 */
	static RSAKey generate() {
		RSAKey pair = POOL.get(Math.floorMod(NEXT.getAndIncrement(), POOL.size()));
		return new RSAKey.Builder(pair).keyID(UUID.randomUUID().toString()).build();
	}

	/**
	 * Returns a key that no tenant has.
	 */
	static RSAKey foreign() {
		return FOREIGN;
	}

	@SuppressWarnings("deprecation") // Auth0 publishes x5t, which is SHA-1.
	private static RSAKey newPair() {
		try {
			RSAKey pair = new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).generate();
			SelfSignedCertificate certificate = new SelfSignedCertificate(pair.toKeyPair(), "tenant.example");
			return new RSAKey.Builder(pair).x509CertChain(certificate.chain())
				.x509CertThumbprint(certificate.thumbprint())
				.build();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	synchronized RSAKey current() {
		return this.current;
	}

	synchronized void rotate() {
		this.previous = this.current;
		this.current = this.next;
		this.next = generate();
	}

	synchronized void revokePrevious() {
		this.previous = null;
	}

	synchronized void publish(JWK key) {
		this.others.add(key);
	}

	synchronized void publishWithoutAlgorithm() {
		this.hasAlgorithm = false;
	}

	synchronized void unpublish() {
		this.others.clear();
		this.hasAlgorithm = true;
	}

	synchronized Map<String, Object> json() {
		List<JWK> all = new ArrayList<>();
		rsa().stream().map((key) -> this.hasAlgorithm ? key : withoutAlgorithm(key)).forEach(all::add);
		all.addAll(this.others);
		return new JWKSet(all).toJSONObject(true);
	}

	private static RSAKey withoutAlgorithm(RSAKey key) {
		return new RSAKey.Builder(key).algorithm(null).build();
	}

	boolean signed(SignedJWT token) {
		return rsa().stream()
			.filter((key) -> key.getKeyID().equals(token.getHeader().getKeyID()))
			.anyMatch((key) -> signed(token, key));
	}

	static boolean signed(SignedJWT token, RSAKey key) {
		try {
			return token.verify(new RSASSAVerifier(key.toRSAPublicKey()));
		}
		catch (JOSEException ex) {
			return false;
		}
	}

	private synchronized List<RSAKey> rsa() {
		List<RSAKey> keys = new ArrayList<>(List.of(this.current, this.next));
		if (this.previous != null) {
			keys.add(this.previous);
		}
		return keys;
	}

}
