package io.accountlink.simulation;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Issues, verifies and revokes Management API tokens.
 */
final class ManagementTokens {

	private static final Duration DEFAULT_LIFETIME = Duration.ofDays(1);

	private static final List<String> DEFAULT_SCOPES = List.of("read:users", "update:users");

	private static final String BEARER = "Bearer ";

	private final Tenant tenant;

	private final Tokens tokens;

	private final Keys keys;

	private final Clock clock;

	private final Set<String> issued = ConcurrentHashMap.newKeySet();

	private final Set<String> revoked = ConcurrentHashMap.newKeySet();

	private volatile Duration lifetime = DEFAULT_LIFETIME;

	private volatile List<String> scopes = DEFAULT_SCOPES;

	private volatile boolean opaque;

	private volatile boolean tellsScope = true;

	ManagementTokens(Tenant tenant, Tokens tokens, Keys keys, Clock clock) {
		this.tenant = tenant;
		this.tokens = tokens;
		this.keys = keys;
		this.clock = clock;
	}

	void setLifetime(Duration time) {
		this.lifetime = time;
	}

	void setScopes(List<String> someScopes) {
		this.scopes = List.copyOf(someScopes);
	}

	void tellNoScope() {
		this.tellsScope = false;
	}

	void issueOpaque() {
		this.opaque = true;
	}

	void reset() {
		this.lifetime = DEFAULT_LIFETIME;
		this.scopes = DEFAULT_SCOPES;
		this.opaque = false;
		this.tellsScope = true;
	}

	/**
	 * Revokes all tokens issued so far.
	 */
	void revokeAll() {
		this.revoked.addAll(this.issued);
		this.issued.clear();
	}

	Answer issue() {
		String token = this.opaque ? this.tokens.opaqueToken() : jwt();
		this.issued.add(token);
		return answer(token);
	}

	/**
	 * Issues an opaque token for a request without {@code audience}. The Management API
	 * rejects it.
	 */
	Answer issueForNoAudience() {
		return answer(this.tokens.opaqueToken());
	}

	String require(Call call, String... anyOf) {
		SignedJWT token = parsed(bearer(call));
		if (!this.keys.signed(token)) {
			throw Refusal.invalidSignature();
		}
		JWTClaimsSet claims = claims(token);
		requireValid(token, claims);
		requireScope(claims, anyOf);
		return String.valueOf(claims.getClaim("azp"));
	}

	private String jwt() {
		return this.tokens.managementToken()
			.with("scope", String.join(" ", this.scopes))
			.with("jti", this.tokens.opaqueToken())
			.lasting(this.lifetime)
			.compact();
	}

	private Answer answer(String token) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("access_token", token);
		if (this.tellsScope) {
			body.put("scope", String.join(" ", this.scopes));
		}
		body.put("expires_in", this.lifetime.toSeconds());
		body.put("token_type", "Bearer");
		return Answer.json(200, body);
	}

	private static String bearer(Call call) {
		String header = call.header("authorization").orElseThrow(Refusal::missingAuthentication);
		if (!header.startsWith(BEARER)) {
			throw Refusal.notABearerToken();
		}
		return header.substring(BEARER.length());
	}

	private static SignedJWT parsed(String token) {
		try {
			return SignedJWT.parse(token);
		}
		catch (ParseException ex) {
			throw token.contains(".") ? Refusal.invalidToken() : Refusal.notABearerToken();
		}
	}

	private static JWTClaimsSet claims(SignedJWT token) {
		try {
			return token.getJWTClaimsSet();
		}
		catch (ParseException ex) {
			throw Refusal.invalidToken();
		}
	}

	private void requireValid(SignedJWT token, JWTClaimsSet claims) {
		boolean issuedHere = this.tenant.issuer().equals(claims.getIssuer())
				&& claims.getAudience().contains(this.tenant.managementAudience());
		if (!issuedHere || this.revoked.contains(token.serialize())) {
			throw Refusal.invalidToken();
		}
		Date expiry = claims.getExpirationTime();
		if (expiry == null || !expiry.toInstant().isAfter(this.clock.instant())) {
			throw Refusal.expiredToken();
		}
	}

	private static void requireScope(JWTClaimsSet claims, String... anyOf) {
		List<String> granted = List.of(String.valueOf(claims.getClaim("scope")).split(" "));
		if (List.of(anyOf).stream().noneMatch(granted::contains)) {
			throw Refusal.insufficientScope(String.join(",", anyOf));
		}
	}

}
