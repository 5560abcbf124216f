package io.accountlink.redis;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import io.lettuce.core.RedisURI;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the Redis that all replicas share.
 *
 * @param url {@code redis://host:port}, or {@code rediss://host:port} for TLS; may hold a
 * password
 */
@ConfigurationProperties("spring.data.redis")
@ConditionalOnRedis
record RedisSettings(String url) {

	private static final String VARIABLE = "SPRING_DATA_REDIS_URL";

	RedisSettings {
		if (!url.matches("rediss?://.+")) {
			throw new InvalidSettingException(VARIABLE, "must be a URL such as redis://redis:6379");
		}
		parse(url);
	}

	/**
	 * Returns the URL for Lettuce.
	 * @param handshakeTimeout for TLS, authentication and the choice of the database
	 */
	RedisURI uri(Duration handshakeTimeout) {
		RedisURI uri = parse(this.url);
		uri.setTimeout(handshakeTimeout);
		return uri;
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
