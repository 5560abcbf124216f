package io.accountlink.http;

import io.accountlink.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the HTTP server.
 *
 * @param maxRequests concurrent requests to {@code /accounts/**}, from 1 to 100,000; by
 * default, and at most, what the heap holds
 */
@ConfigurationProperties("link")
record HttpSettings(@Name("max.requests") @Nullable Integer maxRequests) {

	HttpSettings {
		if (maxRequests != null) {
			InvalidSettingException.requireBetween("LINK_MAX_REQUESTS", maxRequests, 1, 100_000);
		}
	}

}
