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

	private static RSAKey newPair() {
		try {
			return new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).generate();
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

	synchronized void unpublish() {
		this.others.clear();
	}

	synchronized Map<String, Object> json() {
		List<JWK> all = new ArrayList<>(rsa());
		all.addAll(this.others);
		return new JWKSet(all).toJSONObject(true);
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
