package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

import io.accountlink.settings.Issuer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires Redis: for rate limiting and for replay detection a connection, a time limit and
 * a circuit breaker each (bulkhead). Spring Boot's own support would connect to
 * {@code localhost} by default and add Redis to the health of the service.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRedis
@EnableConfigurationProperties(RedisSettings.class)
class RedisConfiguration {

	// A courtesy limit: memory answers as well.
	private static final Duration RATE_LIMIT_TIME_LIMIT = Duration.ofMillis(100);

	// A security decision waits longer. LINK_DEADLINE may be 1 s, and the link needs the rest.
	private static final Duration REPLAY_TIME_LIMIT = Duration.ofMillis(300);

	private static final int REPLAY_SLIDING_WINDOW = 5;

	private static final Duration OPEN = Duration.ofSeconds(1);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final int MIN_THREADS = 2;

	@Bean(destroyMethod = "shutdown")
	ClientResources redisClientResources() {
		return ClientResources.builder()
			.ioThreadPoolSize(MIN_THREADS)
			.computationThreadPoolSize(MIN_THREADS)
			.reconnectDelay(Delay.constant(OPEN))
			.build();
	}

	// TimeoutOptions keep commands that timed out from being sent again after a reconnect.
	@Bean
	RedisClient redisClient(ClientResources redisClientResources) {
		RedisClient client = RedisClient.create(redisClientResources);
		client.setOptions(ClientOptions.builder()
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.builder().timeoutCommands().connectionTimeout().build())
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
			.build());
		return client;
	}

	@Bean
	Redis rateLimitRedis(RedisClient client, RedisSettings settings, Issuer issuer, CircuitBreakerRegistry breakers,
			MeterRegistry meters) {
		RedisConnection connection = new RedisConnection(client, settings.uri(CONNECT_TIMEOUT), RATE_LIMIT_TIME_LIMIT);
		return new Redis(connection, breakers.circuitBreaker("redis-rate-limit", breaker(1, monotonicClock())),
				issuer.issuer(), meters);
	}

	@Bean
	Redis replayRedis(RedisClient client, RedisSettings settings, Issuer issuer, CircuitBreakerRegistry breakers,
			MeterRegistry meters) {
		RedisConnection connection = new RedisConnection(client, settings.uri(CONNECT_TIMEOUT), REPLAY_TIME_LIMIT);
		return new Redis(connection,
				breakers.circuitBreaker("redis-replay", breaker(REPLAY_SLIDING_WINDOW, monotonicClock())),
				issuer.issuer(), meters);
	}

	/**
	 * Returns a circuit breaker that opens when half of the calls in its window failed,
	 * and permits one call after a second.
	 */
	static CircuitBreakerConfig breaker(int slidingWindow, Clock clock) {
		return CircuitBreakerConfig.custom()
			.clock(clock)
			.slidingWindowSize(slidingWindow)
			.minimumNumberOfCalls(slidingWindow)
			.waitDurationInOpenState(OPEN)
			.permittedNumberOfCallsInHalfOpenState(1)
			.build();
	}

	private static Clock monotonicClock() {
		InstantSource monotonic = () -> Instant.EPOCH.plusNanos(System.nanoTime());
		return monotonic.withZone(ZoneOffset.UTC);
	}

}
