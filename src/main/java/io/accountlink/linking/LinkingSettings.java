package io.accountlink.linking;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of linking.
 *
 * @param deadline time limit of a whole request with all retries and waits, from 1 s to 5
 * minutes
 */
@ConfigurationProperties("link")
record LinkingSettings(@DefaultValue("10s") Duration deadline) {

	LinkingSettings {
		InvalidSettingException.requireBetween("LINK_DEADLINE", deadline, "10s", "1s", "5m");
	}

}
