package io.accountlink.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import tools.jackson.databind.node.NullNode;

/**
 * Builder of a JWT. Each method changes one property of it.
 */
public final class Token {

	private static final String KEY_ID = "kid";

	private static final String ISSUED_AT = "iat";

	private static final String EXPIRES_AT = "exp";

	private static final String AUTH_TIME = "auth_time";

	private static final String TYPE = "typ";

	private final RSAKey key;

	private final long now;

	private final Map<String, Object> header = new LinkedHashMap<>();

	private final Map<String, Object> claims;

	private Signature signature;

	Token(RSAKey key, long now, Map<String, Object> claims) {
		this.key = key;
		this.now = now;
		this.claims = new LinkedHashMap<>(claims);
		this.claims.put(ISSUED_AT, now);
		this.signature = Signature.by(key, "RS256");
		this.header.put("alg", "RS256");
		this.header.put(TYPE, "JWT");
		this.header.put(KEY_ID, key.getKeyID());
	}

	public Token of(String subject) {
		return with("sub", subject);
	}

	public Token from(String issuer) {
		return with("iss", issuer);
	}

	public Token forAudience(String... audience) {
		return with("aud", (audience.length == 1) ? audience[0] : List.of(audience));
	}

	/**
	 * Sets {@code aud}, which is the client id in an ID token.
	 */
	public Token forClient(String clientId) {
		return forAudience(clientId);
	}

	/**
	 * Sets the client of an access token ({@code azp} or {@code client_id}).
	 */
	public Token issuedTo(String clientId) {
		return with(this.claims.containsKey("client_id") ? "client_id" : "azp", clientId);
	}

	/**
	 * Adds a permission to the claim {@code scope}.
	 */
	public Token withPermission(String permission) {
		String scope = this.claims.getOrDefault("scope", "").toString();
		return with("scope", (scope + " " + permission).trim());
	}

	/**
	 * Adds a permission to the claim that Auth0 fills from roles (RBAC).
	 */
	public Token withRolePermission(String permission) {
		List<Object> permissions = new ArrayList<>();
		if (this.claims.get("permissions") instanceof List<?> some) {
			permissions.addAll(some);
		}
		permissions.add(permission);
		return with("permissions", permissions);
	}

	/**
	 * Changes the token to Auth0's RFC 9068 profile: {@code at+jwt}, {@code client_id}
	 * and {@code jti}, no {@code azp}.
	 */
	public Token ofTheRfc9068Profile() {
		Object client = this.claims.getOrDefault("azp", Tokens.FRONTEND);
		return withHeader(TYPE, "at+jwt").with("client_id", client)
			.with("jti", UUID.randomUUID().toString())
			.without("azp")
			.without("gty");
	}

	public Token lasting(Duration lifetime) {
		return with(EXPIRES_AT, seconds(ISSUED_AT) + lifetime.toSeconds());
	}

	/**
	 * Moves {@code iat} and {@code exp} into the past, and {@code auth_time} where it is
	 * that of the issue.
	 */
	public Token issuedAgo(Duration age) {
		long lifetime = seconds(EXPIRES_AT) - seconds(ISSUED_AT);
		if (this.claims.containsKey(AUTH_TIME) && seconds(AUTH_TIME) == seconds(ISSUED_AT)) {
			loggedInAgo(age);
		}
		return with(ISSUED_AT, this.now - age.toSeconds()).with(EXPIRES_AT, this.now - age.toSeconds() + lifetime);
	}

	/**
	 * Sets {@code auth_time}, which may be long before {@code iat}.
	 */
	public Token loggedInAgo(Duration age) {
		return with(AUTH_TIME, this.now - age.toSeconds());
	}

	/**
	 * Sets an {@code exp} that has passed by more than any clock skew, and a recent
	 * {@code iat}, so that no other check fails.
	 */
	public Token expired() {
		return lasting(Duration.ofMinutes(3)).issuedAgo(Duration.ofMinutes(5));
	}

	/**
	 * Removes the time of the login, as in a token of a silent login or a refresh token.
	 */
	public Token withoutLogin() {
		return without(AUTH_TIME);
	}

	/**
	 * Removes the claims that a login without the scope {@code email} lacks.
	 */
	public Token withoutEmail() {
		return without("email").without("email_verified");
	}

	public Token with(String claim, Object value) {
		this.claims.put(claim, value);
		return this;
	}

	/**
	 * Sets a claim to JSON {@code null}.
	 */
	public Token withNull(String claim) {
		return with(claim, NullNode.getInstance());
	}

	public Token without(String claim) {
		this.claims.remove(claim);
		return this;
	}

	public Token withHeader(String name, Object value) {
		this.header.put(name, value);
		return this;
	}

	public Token withoutHeader(String name) {
		this.header.remove(name);
		return this;
	}

	public Token withKeyId(String keyId) {
		return withHeader(KEY_ID, keyId);
	}

	/**
	 * Signs with an unpublished key under the {@code kid} of the published key.
	 */
	public Token signedByAnotherKey() {
		this.signature = Signature.by(Keys.foreign(), this.header.getOrDefault("alg", "RS256").toString());
		return this;
	}

	/**
	 * Signs with this key, whether it is published or not.
	 */
	public Token signedBy(JWK other, String algorithm) {
		this.signature = Signature.by(other, algorithm);
		return withHeader("alg", algorithm).withKeyId(other.getKeyID());
	}

	/**
	 * Signs with another algorithm, as in an algorithm confusion attack. HS256 uses the
	 * tenant's public key as the secret, ES256 uses a new key, and {@code none} leaves
	 * the signature empty.
	 */
	public Token withAlgorithm(String algorithm) {
		this.signature = Signature.withConfusedAlgorithm(this.key, algorithm);
		return withHeader("alg", algorithm);
	}

	public String compact() {
		String input = Base64URL.encode(Json.write(this.header)) + "." + Base64URL.encode(Json.write(this.claims));
		return input + "." + this.signature.of(input);
	}

	/**
	 * Returns the token as a nested JWE in compact serialization (RFC 7516).
	 */
	public String encrypted() {
		try {
			JWEHeader outer = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
				.contentType("JWT")
				.build();
			JWEObject jwe = new JWEObject(outer, new Payload(compact()));
			jwe.encrypt(new RSAEncrypter(this.key.toRSAPublicKey()));
			return jwe.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return compact();
	}

	private long seconds(String claim) {
		return ((Number) this.claims.getOrDefault(claim, this.now)).longValue();
	}

}
