package io.accountlink.upstream;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.ZoneOffset;

import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.UpstreamException.NotPermitted;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the HTTP client and its circuit breakers: a count-based sliding window, and
 * one permitted call in the half-open state.
 */
@Configuration(proxyBeanMethods = false)
class UpstreamConfiguration {

	// Long enough for a burst of TLS handshakes on a small machine.
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

	// The longest deadline. A shorter limit reopens the circuit breaker while the trial
	// call is in flight.
	private static final Duration MAX_WAIT_DURATION_IN_HALF_OPEN_STATE = Duration.ofMinutes(5);

	// HTTP/1.1: over HTTP/2 this client fails calls beyond the server's stream limit
	// (SETTINGS_MAX_CONCURRENT_STREAMS) instead of opening another connection. TLS and
	// proxy are the JDK's defaults, so that javax.net.ssl.trustStore and https.proxyHost
	// work.
	@Bean(destroyMethod = "shutdownNow")
	HttpClient httpClient() {
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(CONNECT_TIMEOUT)
			.executor(Thread::startVirtualThread)
			.build();
	}

	@Bean
	CircuitBreakerRegistry circuitBreakers(UpstreamSettings settings, MonotonicClock monotonicClock) {
		return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
			.clock(monotonicClock.withZone(ZoneOffset.UTC))
			.recordException((failure) -> failure instanceof UpstreamException known && known.isFailure())
			.ignoreException(UpstreamConfiguration::isIgnored)
			.slidingWindowType(SlidingWindowType.COUNT_BASED)
			.slidingWindowSize(settings.breakerCalls())
			.minimumNumberOfCalls(settings.breakerCalls())
			.failureRateThreshold(settings.breakerFailurePercent())
			.waitDurationInOpenState(settings.breakerPause())
			.permittedNumberOfCallsInHalfOpenState(1)
			.maxWaitDurationInHalfOpenState(MAX_WAIT_DURATION_IN_HALF_OPEN_STATE)
			.build());
	}

	// An ignored failure gives its permit back: a defect of this service, and a call that
	// this service gave up.
	private static boolean isIgnored(Throwable failure) {
		return !(failure instanceof UpstreamException) || failure instanceof RateLimited
				|| failure instanceof NotPermitted
				|| (failure instanceof Inconclusive unknown && unknown.isInterrupted());
	}

	@Bean
	TaggedCircuitBreakerMetrics circuitBreakerMetrics(CircuitBreakerRegistry circuitBreakers) {
		return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(circuitBreakers);
	}

	@Bean
	RetryBudget retryBudget(UpstreamSettings settings, TimeMeter monotonicTime, MeterRegistry meters) {
		return new RetryBudget(settings.retryPercent(), monotonicTime, meters);
	}

}
