package io.accountlink;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the graceful shutdown.
 *
 * @param delay how long the instance keeps serving after it turned unready: 0 s, or from
 * 1 s to 1 minute
 */
@ConfigurationProperties("link")
record ShutdownSettings(@Name("shutdown.delay") @DefaultValue("5s") Duration delay) {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofMinutes(1);

	ShutdownSettings {
		if (!delay.isZero()) {
			InvalidSettingException.requireBetween("LINK_SHUTDOWN_DELAY", delay, SHORTEST, LONGEST,
					"must be 0s or a time such as 5s, from 1s to 1m");
		}
	}

}
