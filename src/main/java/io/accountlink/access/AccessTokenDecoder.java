package io.accountlink.access;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jwt.JWTClaimsSet;
import io.accountlink.settings.Issuer;
import io.accountlink.jwt.InvalidTokenException;
import io.accountlink.jwt.SignedToken;
import io.accountlink.jwt.SignedTokens;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Tells an access token for this API from everything else that the issuer signs.
 */
@Component
class AccessTokenDecoder implements JwtDecoder {

	private static final Duration SKEW = Duration.ofSeconds(30);

	private static final Duration LONGEST_LIFE = Duration.ofHours(24);

	private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

	// Auth0 puts none of these into an access token: its own claims there are registered
	// ones, and custom claims have to be namespaced.
	private static final List<String> MARKS_OF_AN_ID_TOKEN = List.of("nonce", "at_hash", "c_hash", "s_hash");

	private final SignedTokens tokens;

	private final Issuer issuer;

	private final AccessSettings settings;

	private final Clock clock;

	AccessTokenDecoder(SignedTokens tokens, Issuer issuer, AccessSettings settings, Clock clock) {
		this.tokens = tokens;
		this.issuer = issuer;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public Jwt decode(String compact) {
		try {
			SignedToken token = this.tokens.verify(compact);
			require(isAccessTokenType(token.type()), "its type is another one");
			JWTClaimsSet claims = token.claims();
			requireForThisApi(claims);
			require(claims.getClaim("cnf") == null, "bound to a key that a bearer needn't show");
			requireSubject(token.raw());
			requireTimes(claims, this.clock.instant());
			return asJwt(compact, claims);
		}
		catch (InvalidTokenException invalid) {
			throw new BadJwtException(String.valueOf(invalid.getMessage()), invalid);
		}
		catch (ParseException malformed) {
			throw new BadJwtException("a claim has the wrong type", malformed);
		}
	}

	private static boolean isAccessTokenType(@Nullable String type) {
		return type == null || TYPES.contains(type.toLowerCase(Locale.ROOT));
	}

	private void requireForThisApi(JWTClaimsSet claims) throws ParseException {
		require(this.issuer.issuer().equals(claims.getIssuer()), "another issuer");
		List<String> audience = claims.getAudience();
		require(audience.contains(this.settings.audience()), "another audience");
		require(audience.stream().allMatch(this::isOfAnAccessToken), "an ID token, by its audiences");
		require(MARKS_OF_AN_ID_TOKEN.stream().noneMatch(claims.getClaims()::containsKey), "an ID token, by its claims");
		claims.getStringClaim("azp");
		claims.getStringClaim("client_id");
	}

	// Beside the API, Auth0 names only its own userinfo endpoint, at whichever domain.
	private boolean isOfAnAccessToken(String audience) {
		boolean atAuth0 = audience.startsWith("https://") || audience.startsWith(this.issuer.issuer());
		return audience.equals(this.settings.audience()) || (atAuth0 && audience.endsWith("/userinfo"));
	}

	// The claims set would turn a number into text.
	private static void requireSubject(Map<String, Object> raw) {
		Object subject = raw.get("sub");
		require(subject instanceof String text && !text.isBlank(), "no subject");
	}

	private static void requireTimes(JWTClaimsSet claims, Instant now) {
		Date expires = claims.getExpirationTime();
		Date issued = claims.getIssueTime();
		Date notBefore = claims.getNotBeforeTime();
		require(expires != null && issued != null, "no times");
		require(now.isBefore(expires.toInstant().plus(SKEW)), "expired");
		require(!issued.toInstant().isAfter(now.plus(SKEW)), "issued in the future");
		require(notBefore == null || !notBefore.toInstant().isAfter(now.plus(SKEW)), "not valid yet");
		require(!expires.toInstant().isAfter(issued.toInstant().plus(LONGEST_LIFE)), "lives too long");
	}

	private static Jwt asJwt(String compact, JWTClaimsSet claims) {
		return Jwt.withTokenValue(compact)
			.header("alg", "RS256")
			.claims((all) -> all.putAll(claims.getClaims()))
			.issuedAt(claims.getIssueTime().toInstant())
			.expiresAt(claims.getExpirationTime().toInstant())
			.build();
	}

	private static void require(boolean holds, String otherwise) {
		if (!holds) {
			throw new InvalidTokenException(otherwise);
		}
	}

}
