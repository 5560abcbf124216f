package io.accountlink.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;

/**
 * Signing keys of the tenant. The JWK set contains the current and the next key, and the
 * previous key until it is revoked.
 */
final class Keys {

	private static final List<RSAKey> PAIRS = pairs();

	private static final int CURRENT = 1;

	private static final AtomicInteger NEXT = new AtomicInteger();

	private final List<JWK> others = new ArrayList<>();

	/** The next key, the current key, and the previous key if there is one. */
	private final List<RSAKey> own = new ArrayList<>(List.of(generate(), generate()));

	private boolean hasAlgorithm = true;

	/**
	 * Returns a key with a {@code kid} of its own. A tenant holds no pair twice, since it
	 * holds three keys at most.
	 */
	static RSAKey generate() {
		RSAKey pair = PAIRS.get(1 + Math.floorMod(NEXT.getAndIncrement(), PAIRS.size() - 1));
		return new RSAKey.Builder(pair).keyID(UUID.randomUUID().toString()).build();
	}

	/**
	 * Returns a key that no tenant has.
	 */
	static RSAKey foreign() {
		return PAIRS.getFirst();
	}

	/**
	 * Reads key pairs with certificates from a file, since generating one takes up to a
	 * second. They protect nothing.
	 */
	private static List<RSAKey> pairs() {
		try (InputStream file = Keys.class.getResourceAsStream("signing-keys.json")) {
			return JWKSet.load(Objects.requireNonNull(file)).getKeys().stream().map(JWK::toRSAKey).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ParseException ex) {
			throw new IllegalStateException(ex);
		}
	}

	synchronized RSAKey current() {
		return this.own.get(CURRENT);
	}

	synchronized void rotate() {
		revokePrevious();
		this.own.addFirst(generate());
	}

	synchronized void revokePrevious() {
		this.own.subList(CURRENT + 1, this.own.size()).clear();
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
		this.own.forEach((key) -> all.add(this.hasAlgorithm ? key : new RSAKey.Builder(key).algorithm(null).build()));
		all.addAll(this.others);
		return new JWKSet(all).toJSONObject(true);
	}

	synchronized boolean signed(SignedJWT token) {
		return this.own.stream()
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

}
