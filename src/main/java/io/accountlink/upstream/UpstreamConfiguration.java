package io.accountlink.upstream;

import java.time.Clock;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the breakers: each opens within so many failing calls, and after a pause lets one
 * call through to see.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UpstreamSettings.class)
class UpstreamConfiguration {

	@Bean
	CircuitBreakerRegistry circuitBreakers(UpstreamSettings settings, Clock clock) {
		return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
			.clock(clock)
			.slidingWindowType(SlidingWindowType.COUNT_BASED)
			.slidingWindowSize(settings.breakerCalls())
			.minimumNumberOfCalls(settings.breakerCalls())
			.failureRateThreshold(settings.breakerFailurePercent())
			.waitDurationInOpenState(settings.breakerPause())
			.permittedNumberOfCallsInHalfOpenState(1)
			.maxWaitDurationInHalfOpenState(settings.breakerPause())
			.build());
	}

	@Bean
	UpstreamMeters upstreamMeters(CircuitBreakerRegistry breakers, RetryBudget budget) {
		return new UpstreamMeters(breakers, budget);
	}

	@Bean
	RetryBudget retryBudget(UpstreamSettings settings, Clock clock) {
		return new RetryBudget(settings.retryPercent(), clock);
	}

}
