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

	private static final int MAX_REQUESTS = 100_000;

	HttpSettings {
		if (maxRequests < 1 || maxRequests > MAX_REQUESTS) {
			throw new InvalidSettingException("LINK_MAX_REQUESTS", "must be a number from 1 to " + MAX_REQUESTS);
		}
	}

}
