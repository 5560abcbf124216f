package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;

import io.accountlink.settings.Issuer;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires Redis, where there is one: without Spring Boot's own support, which would connect
 * to a Redis that nobody asked for, and count its health as this service's.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRedis
@EnableConfigurationProperties(RedisSettings.class)
class RedisConfiguration {

	private static final Duration PATIENCE = Duration.ofMillis(100);

	@Bean
	RedisConnection redisConnection(RedisSettings settings) {
		return new RedisConnection(settings.uri());
	}

	@Bean
	Redis redis(RedisConnection connection, Issuer issuer, MeterRegistry meters, Clock clock) {
		return new Redis(connection, issuer.issuer(), PATIENCE, new Outage(meters, clock));
	}

}
