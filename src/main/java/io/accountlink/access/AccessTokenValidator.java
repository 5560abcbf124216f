package io.accountlink.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.accountlink.jwt.JwtPredicateValidator;
import io.accountlink.settings.Issuer;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * Validates that a JWT of the issuer is an access token for this API (RFC 9068 section
 * 4). Accepts both of Auth0's token profiles. The clock skew is 30 s, the maximum
 * lifetime 30 days.
 */
final class AccessTokenValidator implements OAuth2TokenValidator<Jwt> {

	/** The reason where a token is bound to a key of its client (RFC 7800). */
	static final String BOUND_TO_KEY = "it is bound to a key of the client";

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

	// The maximum token lifetime that Auth0 permits an API.
	private static final Duration MAX_LIFETIME = Duration.ofDays(30);

	private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

	// OpenID Connect Core sections 2 and 3.3.2.11. These are restricted claims, which
	// tenants cannot add to access tokens
	// (auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims).
	private static final List<String> ID_TOKEN_CLAIMS = List.of("nonce", "at_hash", "c_hash", "s_hash");

	private final Issuer issuer;

	private final String audience;

	private final OAuth2TokenValidator<Jwt> rules;

	AccessTokenValidator(Issuer issuer, String audience, Clock clock) {
		this.issuer = issuer;
		this.audience = audience;
		this.rules = new DelegatingOAuth2TokenValidator<>(
				new JwtPredicateValidator(AccessTokenValidator::hasAccessTokenType, "the typ header is not valid"),
				new JwtAudienceValidator(audience),
				new JwtPredicateValidator(this::hasNoIdTokenAudience, "it has the audience of an ID token"),
				new JwtPredicateValidator(AccessTokenValidator::hasNoIdTokenClaim, "it has a claim of an ID token"),
				expiryAndNotBefore(clock),
				new JwtPredicateValidator((token) -> isIssuedInThePast(token, clock), "its iat is in the future"),
				new JwtPredicateValidator(AccessTokenValidator::hasAllowedLifetime, "it lives longer than 30 days"),
				new JwtPredicateValidator((token) -> !token.hasClaim("cnf"), BOUND_TO_KEY), optionalText("azp"),
				optionalText("client_id"));
	}

	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		return this.rules.validate(token);
	}

	private static boolean hasAccessTokenType(Jwt token) {
		Object type = token.getHeaders().get("typ");
		return type == null || TYPES.contains(type.toString().toLowerCase(Locale.ROOT));
	}

	// Beside the API, Auth0 names only its userinfo endpoint, at either domain.
	private boolean hasNoIdTokenAudience(Jwt token) {
		List<String> audiences = token.getAudience();
		return audiences != null
				&& audiences.stream().allMatch((name) -> this.audience.equals(name) || isUserinfo(name));
	}

	private boolean isUserinfo(@Nullable String name) {
		return name != null && name.endsWith("/userinfo") && (name.startsWith("https://")
				|| this.issuer.isIssuedBy(name.substring(0, name.length() - "userinfo".length())));
	}

	private static boolean hasNoIdTokenClaim(Jwt token) {
		return ID_TOKEN_CLAIMS.stream().noneMatch(token::hasClaim);
	}

	private static OAuth2TokenValidator<Jwt> expiryAndNotBefore(Clock clock) {
		JwtTimestampValidator validator = new JwtTimestampValidator(CLOCK_SKEW);
		validator.setClock(clock);
		return validator;
	}

	// Spring's JwtIssuedAtValidator refuses an iat that is older than the skew as well.
	private static boolean isIssuedInThePast(Jwt token, Clock clock) {
		Instant issued = token.getIssuedAt();
		return issued != null && !issued.isAfter(clock.instant().plus(CLOCK_SKEW));
	}

	private static boolean hasAllowedLifetime(Jwt token) {
		Instant issued = token.getIssuedAt();
		Instant expires = token.getExpiresAt();
		return issued != null && expires != null && !expires.isAfter(issued.plus(MAX_LIFETIME));
	}

	private static OAuth2TokenValidator<Jwt> optionalText(String claim) {
		return new JwtPredicateValidator((token) -> !token.hasClaim(claim) || token.getClaim(claim) instanceof String,
				"its " + claim + " is not a string");
	}

}
