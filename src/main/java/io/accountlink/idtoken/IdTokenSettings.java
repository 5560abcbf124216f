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
 * @param audiencesWithoutAuthTime those of {@code audiences} whose ID tokens need no
 * {@code auth_time}: {@code iat} stands in for it
 * @param maxAge the maximum age of the login, from 1 s to 30 days
 */
@ConfigurationProperties("link")
record IdTokenSettings(@Name("id.token.audiences") @DefaultValue List<String> audiences,
		@Name("id.token.audiences.without.auth.time") @DefaultValue List<String> audiencesWithoutAuthTime,
		@Name("id.token.max.age") @DefaultValue("10m") Duration maxAge) {

	private static final String WITHOUT_AUTH_TIME = "LINK_ID_TOKEN_AUDIENCES_WITHOUT_AUTH_TIME";

	private static final String CLIENT_IDS = "client ids";

	IdTokenSettings {
		audiences = InvalidSettingException.requireNames("LINK_ID_TOKEN_AUDIENCES", audiences, CLIENT_IDS);
		audiencesWithoutAuthTime = InvalidSettingException.requireNames(WITHOUT_AUTH_TIME, audiencesWithoutAuthTime,
				CLIENT_IDS);
		if (!audiences.containsAll(audiencesWithoutAuthTime)) {
			throw new InvalidSettingException(WITHOUT_AUTH_TIME,
					"must be a comma-separated list of client ids, each in LINK_ID_TOKEN_AUDIENCES, too");
		}
		InvalidSettingException.requireBetween("LINK_ID_TOKEN_MAX_AGE", maxAge, "10m", "1s", "30d");
	}

}
