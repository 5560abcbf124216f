package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Issues tokens that are valid by default, so that a test shows only the flaw.
 */
public final class Tokens {

	/** Client id of the application that users log in to by default. */
	public static final String FRONTEND = "frontend";

	static final Duration LIFETIME = Duration.ofDays(1);

	static final String MANAGEMENT_SCOPE = "read:users update:users read:roles read:organizations "
			+ "delete:sessions delete:refresh_tokens";

	private static final String DEFAULT_SUBJECT = "auth0|ada";

	private final Tenant tenant;

	private final Keys keys;

	private final Clock clock;

	Tokens(Tenant tenant, Keys keys, Clock clock) {
		this.tenant = tenant;
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * Returns an access token for the service, in Auth0's own token profile.
	 */
	public Token accessToken() {
		return token(LIFETIME).of(DEFAULT_SUBJECT)
			.with("aud", this.tenant.audience())
			.with("azp", FRONTEND)
			.with("scope", "openid");
	}

	/**
	 * Returns an access token for the service from the client-credentials grant.
	 */
	public Token machineToken(String clientId) {
		return accessToken().of(clientId + "@clients")
			.with("azp", clientId)
			.with("gty", "client-credentials")
			.without("scope");
	}

	/**
	 * Returns the ID token of a user who has just logged in with {@code max_age}.
	 */
	public Token idToken() {
		return token(Duration.ofHours(10)).of(DEFAULT_SUBJECT)
			.forClient(FRONTEND)
			.loggedInAgo(Duration.ZERO)
			.with("sid", UUID.randomUUID().toString())
			.with("email", "somebody@example.com")
			.with("email_verified", true);
	}

	/**
	 * Returns a Management API token as the token endpoint issues it.
	 */
	public Token managementToken() {
		String client = this.tenant.client().id();
		return machineToken(client).with("aud", this.tenant.managementAudience()).with("scope", MANAGEMENT_SCOPE);
	}

	/**
	 * Returns an opaque token, which Auth0 issues for a login without {@code audience}.
	 */
	public String opaqueToken() {
		return UUID.randomUUID().toString().replace("-", "");
	}

	private Token token(Duration lifetime) {
		Token token = new Token(this.keys.current(), this.clock.instant().getEpochSecond(),
				Map.of("iss", this.tenant.issuer()));
		return token.lasting(lifetime);
	}

}
