package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import io.github.bucket4j.Bandwidth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the rate limit for each user.
 *
 * @param capacity requests in a period, from 1 to 1,000,000
 * @param period from 1 s to 24 h
 */
@ConfigurationProperties("link")
record RateLimitSettings(@Name("rate.limit.capacity") @DefaultValue("20") int capacity,
		@Name("rate.limit.period") @DefaultValue("1m") Duration period) {

	RateLimitSettings {
		InvalidSettingException.requireBetween("LINK_RATE_LIMIT_CAPACITY", capacity, 1, 1_000_000);
		InvalidSettingException.requireBetween("LINK_RATE_LIMIT_PERIOD", period, "1m", "1s", "24h");
	}

	Bandwidth bandwidth() {
		return Bandwidth.builder().capacity(this.capacity).refillIntervally(this.capacity, this.period).build();
	}

}
