package io.accountlink.redis;

import io.accountlink.settings.InvalidSettingException;
import io.lettuce.core.RedisURI;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the replicas' Redis is.
 *
 * @param url begins with {@code redis://}, or with {@code rediss://} for TLS; may hold a
 * password
 */
@ConfigurationProperties("spring.data.redis")
record RedisSettings(String url) {

	private static final String VARIABLE = "SPRING_DATA_REDIS_URL";

	RedisSettings {
		if (!url.matches("rediss?://.+")) {
			throw new InvalidSettingException(VARIABLE, "must be a URL such as redis://redis:6379");
		}
		parse(url);
	}

	RedisURI uri() {
		return parse(this.url);
	}

	private static RedisURI parse(String url) {
		try {
			return RedisURI.create(url);
		}
		catch (IllegalArgumentException malformed) {
			throw new InvalidSettingException(VARIABLE, "must be a URL such as redis://redis:6379");
		}
	}

	@Override
	public String toString() {
		return "RedisSettings[withheld]";
	}

}
