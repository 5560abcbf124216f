package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Redis client as in production, with the time limit and the clock of a test.
 */
final class TestRedis {

	static final String ISSUER = "https://tenant.example/";

	private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(1);

	private static final RedisConfiguration CONFIGURATION = new RedisConfiguration();

	private TestRedis() {
	}

	static RedisClient client() {
		return RedisConfiguration.client(CONFIGURATION.redisClientResources());
	}

	/**
	 * Connects with a circuit breaker that opens after one failure.
	 */
	static Redis connect(RedisClient client, RedisURI uri, Clock clock, MeterRegistry meters, Duration timeLimit) {
		uri.setTimeout(HANDSHAKE_TIMEOUT);
		return new Redis(new RedisConnection(client, uri, timeLimit),
				CircuitBreaker.of("redis-test", RedisConfiguration.circuitBreaker(1, clock)), ISSUER, meters);
	}

}
