package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Issues, verifies and revokes Management API tokens.
 */
final class ManagementTokens {

	private static final String BEARER = "Bearer ";

	private final Tenant tenant;

	private final Tokens tokens;

	private final Keys keys;

	private final Clock clock;

	private final Set<String> issued = ConcurrentHashMap.newKeySet();

	private final Set<String> revoked = ConcurrentHashMap.newKeySet();

	private volatile Duration lifetime = Tokens.LIFETIME;

	private volatile String scope = Tokens.MANAGEMENT_SCOPE;

	private volatile boolean opaque;

	ManagementTokens(Tenant tenant, Tokens tokens, Keys keys, Clock clock) {
		this.tenant = tenant;
		this.tokens = tokens;
		this.keys = keys;
		this.clock = clock;
	}

	void setLifetime(Duration time) {
		this.lifetime = time;
	}

	void setScope(String scopes) {
		this.scope = scopes;
	}

	void issueOpaque() {
		this.opaque = true;
	}

	void reset() {
		this.lifetime = Tokens.LIFETIME;
		this.scope = Tokens.MANAGEMENT_SCOPE;
		this.opaque = false;
	}

	/**
	 * Revokes all tokens issued so far.
	 */
	void revokeAll() {
		this.revoked.addAll(this.issued);
		this.issued.clear();
	}

	Duration lifetime() {
		return this.lifetime;
	}

	String scope() {
		return this.scope;
	}

	String issue() {
		String token = this.opaque ? this.tokens.opaqueToken()
				: this.tokens.managementToken()
					.with("scope", this.scope)
					.with("jti", this.tokens.opaqueToken())
					.lasting(this.lifetime)
					.compact();
		this.issued.add(token);
		return token;
	}

	/**
	 * Requires a valid token with one of these scopes, and returns its client.
	 */
	String require(Call call, String... anyOf) {
		String text = bearer(call);
		SentToken token = SentToken.parse(text)
			.orElseThrow(() -> text.contains(".") ? Refusal.invalidToken() : Refusal.notABearerToken());
		if (!this.keys.signed(token.jwt())) {
			throw Refusal.invalidSignature();
		}
		if (!token.isFrom(this.tenant.issuer()) || this.revoked.contains(text)
				|| !token.claims().getAudience().contains(this.tenant.managementAudience())) {
			throw Refusal.invalidToken();
		}
		if (!token.expiresAfter(this.clock.instant())) {
			throw Refusal.expiredToken();
		}
		List<String> granted = List.of(String.valueOf(token.claims().getClaim("scope")).split(" "));
		if (Arrays.stream(anyOf).noneMatch(granted::contains)) {
			throw Refusal.insufficientScope(String.join(",", anyOf));
		}
		return String.valueOf(token.claims().getClaim("azp"));
	}

	private static String bearer(Call call) {
		String header = call.header("authorization").orElseThrow(Refusal::missingAuthentication);
		if (!header.startsWith(BEARER)) {
			throw Refusal.notABearerToken();
		}
		return header.substring(BEARER.length());
	}

}
