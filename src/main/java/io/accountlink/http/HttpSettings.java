package io.accountlink.http;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the HTTP server.
 *
 * @param maxRequests concurrent requests to {@code /accounts/**}, from 1 to 100,000;
 * fewer where the heap is too small for them
 */
@ConfigurationProperties("link")
record HttpSettings(@Name("max.requests") @DefaultValue("2500") int maxRequests) {

	HttpSettings {
		InvalidSettingException.requireBetween("LINK_MAX_REQUESTS", maxRequests, 1, 100_000);
	}

}
