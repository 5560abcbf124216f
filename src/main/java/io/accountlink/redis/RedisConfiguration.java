package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

import io.accountlink.settings.Issuer;
import io.accountlink.settings.MonotonicClock;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures Redis. Rate limiting and replay detection each have a connection, a time
 * limit and a circuit breaker (bulkhead). Spring Boot's own support would connect to
 * {@code localhost} by default and add Redis to the health of the service.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRedis
class RedisConfiguration {

	private static final String RATE_LIMIT = "redis-rate-limit";

	private static final String REPLAY = "redis-replay";

	// Short, because the fallback limits requests as well.
	private static final Duration RATE_LIMIT_TIME_LIMIT = Duration.ofMillis(100);

	// Longer, because replay detection is a security control. LINK_DEADLINE may be 1 s,
	// and the call to Auth0 needs the rest.
	private static final Duration REPLAY_TIME_LIMIT = Duration.ofMillis(300);

	// A single pause, such as a garbage collection, is no outage.
	private static final int SLIDING_WINDOW = 5;

	private static final Duration WAIT_DURATION_IN_OPEN_STATE = Duration.ofSeconds(1);

	// Above each time limit. A trial operation that ends in an Error keeps its permit.
	private static final Duration MAX_WAIT_DURATION_IN_HALF_OPEN_STATE = Duration.ofSeconds(1);

	private static final Duration RECONNECT_DELAY = Duration.ofSeconds(1);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final int MIN_THREADS = 2;

	@Bean(destroyMethod = "shutdown")
	ClientResources redisClientResources() {
		return ClientResources.builder()
			.ioThreadPoolSize(MIN_THREADS)
			.computationThreadPoolSize(MIN_THREADS)
			.reconnectDelay(Delay.constant(RECONNECT_DELAY))
			.build();
	}

	@Bean
	RedisClient rateLimitRedisClient(ClientResources redisClientResources) {
		return client(redisClientResources);
	}

	@Bean
	RedisClient replayRedisClient(ClientResources redisClientResources) {
		return client(redisClientResources);
	}

	// One client for each connection: a listener receives the events of all connections
	// of its client. TimeoutOptions keep commands that timed out from being sent again
	// after a reconnect.
	static RedisClient client(ClientResources redisClientResources) {
		RedisClient client = RedisClient.create(redisClientResources);
		client.setOptions(ClientOptions.builder()
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.builder().timeoutCommands().connectionTimeout().build())
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
			.build());
		return client;
	}

	// Not a default candidate, so that injection by type resolves to the registry for
	// Auth0.
	@Bean(defaultCandidate = false)
	CircuitBreakerRegistry redisCircuitBreakers(MonotonicClock monotonicClock) {
		Clock clock = monotonicClock.withZone(ZoneOffset.UTC);
		return CircuitBreakerRegistry.of(circuitBreaker(SLIDING_WINDOW, clock));
	}

	@Bean
	MeterBinder redisCircuitBreakerMetrics(
			@Qualifier("redisCircuitBreakers") CircuitBreakerRegistry redisCircuitBreakers) {
		return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(redisCircuitBreakers);
	}

	@Bean
	Redis rateLimitRedis(@Qualifier("rateLimitRedisClient") RedisClient client, RedisSettings settings, Issuer issuer,
			@Qualifier("redisCircuitBreakers") CircuitBreakerRegistry redisCircuitBreakers, MeterRegistry meters) {
		return new Redis(new RedisConnection(client, settings.uri(CONNECT_TIMEOUT), RATE_LIMIT_TIME_LIMIT),
				redisCircuitBreakers.circuitBreaker(RATE_LIMIT), issuer.issuer(), meters);
	}

	@Bean
	Redis replayRedis(@Qualifier("replayRedisClient") RedisClient client, RedisSettings settings, Issuer issuer,
			@Qualifier("redisCircuitBreakers") CircuitBreakerRegistry redisCircuitBreakers, MeterRegistry meters) {
		return new Redis(new RedisConnection(client, settings.uri(CONNECT_TIMEOUT), REPLAY_TIME_LIMIT),
				redisCircuitBreakers.circuitBreaker(REPLAY), issuer.issuer(), meters);
	}

	/**
	 * Returns the settings of a circuit breaker that opens when half of the operations in
	 * its sliding window failed, and permits one operation after a second.
	 */
	static CircuitBreakerConfig circuitBreaker(int slidingWindow, Clock clock) {
		return CircuitBreakerConfig.custom()
			.clock(clock)
			.slidingWindowSize(slidingWindow)
			.minimumNumberOfCalls(slidingWindow)
			.waitDurationInOpenState(WAIT_DURATION_IN_OPEN_STATE)
			.permittedNumberOfCallsInHalfOpenState(1)
			.maxWaitDurationInHalfOpenState(MAX_WAIT_DURATION_IN_HALF_OPEN_STATE)
			.build();
	}

}
