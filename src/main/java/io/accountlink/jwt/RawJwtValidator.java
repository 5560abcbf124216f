package io.accountlink.jwt;

import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.settings.Issuer;

import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Rules over header and payload as the issuer signed them. The conversion to a
 * {@link Jwt} drops an empty {@code crit}, truncates fractions of a second, turns a
 * number into a subject, passes {@code iss} through a URL and derives a missing
 * {@code iat} from {@code exp}. Whole seconds are a rule of this service, stricter than
 * NumericDate (RFC 7519 section 2).
 */
final class RawJwtValidator implements OAuth2TokenValidator<Jwt> {

	private static final List<String> TIMES = List.of("exp", "iat", "nbf", "auth_time");

	private static final long YEAR_10000 = 253_402_300_800L;

	private final Issuer issuer;

	RawJwtValidator(Issuer issuer) {
		this.issuer = issuer;
	}

	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		SignedJWT raw = parse(token.getTokenValue());
		Map<String, Object> claims = raw.getPayload().toJSONObject();
		return new DelegatingOAuth2TokenValidator<>(
				new JwtPredicateValidator((any) -> hasNoExtension(raw.getHeader()), "its header requires an extension"),
				new JwtPredicateValidator((any) -> this.issuer.isIssuedBy(claims.get("iss")),
						"another issuer issued it"),
				new JwtPredicateValidator((any) -> hasSubject(claims), "its sub is missing or not a string"),
				new JwtPredicateValidator((any) -> hasWholeSeconds(claims),
						"its exp or iat is missing, or a time is not in whole seconds"))
			.validate(token);
	}

	private static SignedJWT parse(String token) {
		try {
			return SignedJWT.parse(token);
		}
		catch (ParseException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	// RFC 7515 section 4.1.11, RFC 7797.
	private static boolean hasNoExtension(JWSHeader header) {
		return header.getCriticalParams() == null && header.isBase64URLEncodePayload();
	}

	private static boolean hasSubject(Map<String, Object> claims) {
		return claims.get("sub") instanceof String subject && !subject.isBlank();
	}

	private static boolean hasWholeSeconds(Map<String, Object> claims) {
		return claims.get("exp") != null && claims.get("iat") != null
				&& TIMES.stream().map(claims::get).filter(Objects::nonNull).allMatch(RawJwtValidator::isWholeSeconds);
	}

	// From 1970 to 9999.
	private static boolean isWholeSeconds(Object time) {
		return time instanceof Long seconds && seconds >= 0 && seconds < YEAR_10000;
	}

}
