package io.accountlink.idtoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import io.accountlink.account.AccountId;
import io.accountlink.account.InvalidIdException;
import io.accountlink.jwt.JwtPredicateValidator;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Rules that make a JWT of the issuer an ID token for one of the configured clients,
 * OpenID Connect Core section 3.1.3.7, with 30 s of clock skew. A reason completes the
 * sentence "The ID token is invalid: …".
 */
final class IdTokenValidator implements OAuth2TokenValidator<Jwt> {

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

	private static final String AUTH_TIME = "auth_time";

	private static final List<String> ACCESS_TOKEN_CLAIMS = List.of("scope", "permissions", "gty");

	private final IdTokenSettings settings;

	private final Clock clock;

	private final OAuth2TokenValidator<Jwt> rules;

	IdTokenValidator(IdTokenSettings settings, Clock clock) {
		this.settings = settings;
		this.clock = clock;
		this.rules = new DelegatingOAuth2TokenValidator<>(rule(IdTokenValidator::hasIdTokenType, "its typ is not JWT"),
				rule(IdTokenValidator::hasNoAccessTokenClaim, "it is an access token"),
				rule((token) -> !token.hasClaim("act"), "it was issued to somebody who acts for its subject"),
				rule(IdTokenValidator::isOfUser, "its sub_profile is not user"),
				rule(this::isIssuedToClient, "it was issued to another client"),
				rule((token) -> isNotAfterNow(token.getIssuedAt()), "its iat is in the future"),
				rule((token) -> isNotAfterNow(token.getNotBefore()), "its nbf is in the future"),
				rule(this::tellsLogin, "it has no auth_time: log in with max_age"),
				rule((token) -> isNotAfterNow(token.getClaimAsInstant(AUTH_TIME)), "its auth_time is in the future"),
				rule(IdTokenValidator::namesAccount, "its sub is not an account"));
	}

	private static OAuth2TokenValidator<Jwt> rule(Predicate<Jwt> isValid, String reason) {
		return new JwtPredicateValidator(isValid, reason);
	}

	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		return this.rules.validate(token);
	}

	private static boolean hasIdTokenType(Jwt token) {
		Object type = token.getHeaders().get("typ");
		return type == null || "JWT".equalsIgnoreCase(type.toString());
	}

	private static boolean hasNoAccessTokenClaim(Jwt token) {
		return ACCESS_TOKEN_CLAIMS.stream().noneMatch(token::hasClaim);
	}

	// The sub of an agent is a text that its owner chooses.
	private static boolean isOfUser(Jwt token) {
		Object profile = token.getClaim("sub_profile");
		return profile == null || profile.equals("user");
	}

	// Where azp is present it counts as well; several audiences require it.
	private boolean isIssuedToClient(Jwt token) {
		return this.settings.audiences().contains(client(token))
				&& audience(token).stream().anyMatch(this.settings.audiences()::contains);
	}

	private static @Nullable Object client(Jwt token) {
		Object authorizedParty = token.getClaim("azp");
		List<String> audience = audience(token);
		return (authorizedParty != null || audience.size() != 1) ? authorizedParty : audience.getFirst();
	}

	private static List<String> audience(Jwt token) {
		return (token.getAudience() != null) ? token.getAudience() : List.of();
	}

	// A refresh token or a silent login gives a new iat without a login.
	private boolean tellsLogin(Jwt token) {
		Object client = client(token);
		return token.getClaim(AUTH_TIME) != null
				|| (this.settings.audiencesWithoutAuthTime().contains(client) && audience(token).contains(client));
	}

	private boolean isNotAfterNow(@Nullable Instant time) {
		return time == null || !time.isAfter(this.clock.instant().plus(CLOCK_SKEW));
	}

	private static boolean namesAccount(Jwt token) {
		try {
			AccountId.parse(String.valueOf(token.getSubject()));
			return true;
		}
		catch (InvalidIdException invalid) {
			return false;
		}
	}

}
