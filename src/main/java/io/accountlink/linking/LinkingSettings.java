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

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofMinutes(5);

	LinkingSettings {
		if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("LINK_DEADLINE", "must be a time such as 10s, from 1s to 5m");
		}
	}

}
