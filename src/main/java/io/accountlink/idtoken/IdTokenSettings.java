package io.accountlink.idtoken;

import java.time.Duration;
import java.util.List;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings for the ID token of a secondary account.
 *
 * @param audiences the accepted client ids in {@code aud} and {@code azp}; none disables
 * {@code link_with}
 * @param maxAge the maximum age of the login, from 1 s to 30 days
 * @param allowUnverifiedEmail whether an account may be linked whose e-mail address is
 * not verified
 */
@ConfigurationProperties("link")
record IdTokenSettings(@Name("id.token.audiences") @DefaultValue List<String> audiences,
		@Name("id.token.max.age") @DefaultValue("10m") Duration maxAge,
		@Name("allow.unverified.email") @DefaultValue("false") boolean allowUnverifiedEmail) {

	IdTokenSettings {
		audiences = List.copyOf(audiences);
		if (audiences.stream().anyMatch(String::isBlank)) {
			throw new InvalidSettingException("LINK_ID_TOKEN_AUDIENCES",
					"must be a comma-separated list of client ids");
		}
		InvalidSettingException.requireBetween("LINK_ID_TOKEN_MAX_AGE", maxAge, "10m", "1s", "30d");
	}

}
