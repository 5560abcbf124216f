package io.accountlink.jwt;

import java.util.function.Predicate;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * A rule over the whole JWT, where Spring's {@code JwtClaimValidator} sees one claim.
 *
 * @param isValid the rule
 * @param reason what is wrong with a JWT that breaks the rule, without quoting it
 */
public record JwtPredicateValidator(Predicate<Jwt> isValid, String reason) implements OAuth2TokenValidator<Jwt> {

	@Override
	public OAuth2TokenValidatorResult validate(Jwt token) {
		return this.isValid.test(token) ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult
			.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, this.reason, null));
	}

}
