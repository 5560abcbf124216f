package io.accountlink.http;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the HTTP server.
 *
 * @param maxRequests concurrent requests to {@code /accounts/**}, from 1 to 100,000; by
 * default, and at most, what the heap holds
 * @param shutdownDelay how long the instance keeps serving after it turned unready: 0 s,
 * or from 1 s to 1 minute
 */
@ConfigurationProperties("link")
record HttpSettings(@Name("max.requests") @Nullable Integer maxRequests,
		@Name("shutdown.delay") @DefaultValue("5s") Duration shutdownDelay) {

	HttpSettings {
		InvalidSettingException.requireZeroOrBetween("LINK_SHUTDOWN_DELAY", shutdownDelay, "5s", "1s", "1m");
		if (maxRequests != null) {
			InvalidSettingException.requireBetween("LINK_MAX_REQUESTS", maxRequests, 1, 100_000);
		}
	}

}
