package io.accountlink.ratelimit;

import io.github.bucket4j.TimeMeter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the clocks of the token buckets.
 */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {

	// Replicas share a bucket in Redis, and have no monotonic clock in common.
	@Bean(defaultCandidate = false)
	TimeMeter wallClockTime() {
		return TimeMeter.SYSTEM_MILLISECONDS;
	}

}
