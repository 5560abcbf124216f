package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import io.github.bucket4j.Bandwidth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How much a user may ask for.
 *
 * @param capacity how many requests in a period
 * @param period how long that is
 */
@ConfigurationProperties("link")
record RateLimitSettings(@Name("rate.limit.capacity") @DefaultValue("20") int capacity,
		@Name("rate.limit.period") @DefaultValue("1m") Duration period) {

	private static final int MOST = 1_000_000;

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(1);

	RateLimitSettings {
		if (capacity < 1 || capacity > MOST) {
			throw new InvalidSettingException("LINK_RATE_LIMIT_CAPACITY", "must be a number from 1 to " + MOST);
		}
		if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("LINK_RATE_LIMIT_PERIOD", "must be a time such as 1m, from 1s to 24h");
		}
	}

	Bandwidth bandwidth() {
		return Bandwidth.builder().capacity(this.capacity).refillIntervally(this.capacity, this.period).build();
	}

}
