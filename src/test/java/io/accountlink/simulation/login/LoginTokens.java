package io.accountlink.simulation.login;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Issues what Auth0 issues after a login, for the account that has the login today: an
 * access token that is opaque without {@code audience}, an ID token, and a refresh token
 * for the scope {@code offline_access}.
 */
final class LoginTokens implements OAuth2TokenGenerator<OAuth2Token> {

	private static final Set<String> EMAIL = Set.of("email", "email_verified");

	private static final OAuth2Error ACCOUNT_IS_GONE = new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT,
			"The refresh_token was generated for a user who doesn't exist anymore.", null);

	private static final Duration REFRESH_TOKEN_LIFETIME = Duration.ofDays(30);

	private final SimulatedAuth0 auth0;

	private volatile Duration accessTokenLifetime = Duration.ofDays(1);

	LoginTokens(SimulatedAuth0 auth0) {
		this.auth0 = auth0;
	}

	void accessTokensLast(Duration lifetime) {
		this.accessTokenLifetime = lifetime;
	}

	@Override
	public @Nullable OAuth2Token generate(OAuth2TokenContext context) {
		if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
			return accessToken(context);
		}
		if (OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
			return refreshToken(context);
		}
		return idToken(context);
	}

	private OAuth2AccessToken accessToken(OAuth2TokenContext context) {
		Account account = account(context);
		Set<String> scopes = context.getAuthorizedScopes();
		Token token = this.auth0.tokens()
			.accessToken()
			.of(account.id())
			.lasting(this.accessTokenLifetime)
			// Tokens of one second would be equal, and one refused with the other.
			.with("jti", UUID.randomUUID().toString())
			.issuedTo(context.getRegisteredClient().getClientId())
			.with("scope", String.join(" ", scopes));
		if (scopes.contains(OidcScopes.OPENID)) {
			token.forAudience(this.auth0.tenant().audience(), this.auth0.issuer() + "userinfo");
		}
		Jwt jwt = jwt(token);
		String value = (parameter(context, "audience") == null) ? this.auth0.tokens().opaqueToken()
				: jwt.getTokenValue();
		return new OAuth2AccessToken(TokenType.BEARER, value, jwt.getIssuedAt(), jwt.getExpiresAt(), scopes);
	}

	private @Nullable OAuth2RefreshToken refreshToken(OAuth2TokenContext context) {
		if (!context.getAuthorizedScopes().contains("offline_access")) {
			return null;
		}
		Instant now = Instant.now();
		return new OAuth2RefreshToken(UUID.randomUUID().toString(), now, now.plus(REFRESH_TOKEN_LIFETIME));
	}

	private Jwt idToken(OAuth2TokenContext context) {
		Account account = account(context);
		Token token = this.auth0.tokens()
			.idToken()
			.of(account.id())
			.forClient(context.getRegisteredClient().getClientId())
			.withoutEmail()
			.withoutLogin();
		claims(account, context.getAuthorizedScopes()).forEach(token::with);
		String nonce = parameter(context, "nonce");
		if (nonce != null) {
			token.with("nonce", nonce);
		}
		if (parameter(context, "max_age") != null
				|| ReauthenticationFilter.asksForLogin(parameter(context, "prompt"))) {
			token.with("auth_time", login(context).time().getEpochSecond());
		}
		return jwt(token);
	}

	/**
	 * Returns the claims about an account that these scopes ask for.
	 */
	static Map<String, Object> claims(Account account, Set<String> scopes) {
		Map<String, Object> claims = new LinkedHashMap<>(account.identities().getFirst().profile());
		if (!scopes.contains(OidcScopes.PROFILE)) {
			claims.keySet().retainAll(EMAIL);
		}
		if (!scopes.contains(OidcScopes.EMAIL)) {
			claims.keySet().removeAll(EMAIL);
		}
		return claims;
	}

	/**
	 * Finds the account that has the login. A refresh token ends with its account: after
	 * a link, the login belongs to another one.
	 */
	private Account account(OAuth2TokenContext context) {
		OAuth2Authorization.Token<OidcIdToken> before = Objects.requireNonNull(context.getAuthorization())
			.getToken(OidcIdToken.class);
		return this.auth0.accountWith(login(context).getPrincipal())
			.filter((account) -> before == null || account.id().equals(before.getToken().getSubject()))
			.orElseThrow(() -> new OAuth2AuthenticationException(ACCOUNT_IS_GONE));
	}

	private static Login login(OAuth2TokenContext context) {
		return Objects.requireNonNull(context.getPrincipal());
	}

	private static @Nullable String parameter(OAuth2TokenContext context, String name) {
		OAuth2Authorization authorization = Objects.requireNonNull(context.getAuthorization());
		OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
		return (String) Objects.requireNonNull(request).getAdditionalParameters().get(name);
	}

	private static Jwt jwt(Token token) {
		String value = token.compact();
		try {
			JWTClaimsSet claims = SignedJWT.parse(value).getJWTClaimsSet();
			return Jwt.withTokenValue(value)
				.header("alg", "RS256")
				.claims((all) -> all.putAll(claims.toJSONObject()))
				.issuedAt(claims.getIssueTime().toInstant())
				.expiresAt(claims.getExpirationTime().toInstant())
				.build();
		}
		catch (ParseException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
