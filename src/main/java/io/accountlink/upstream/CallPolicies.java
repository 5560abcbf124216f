package io.accountlink.upstream;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.accountlink.settings.MonotonicClock;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Creates one call policy a kind of calls: each has its own circuit breaker and
 * rate-limit pause, and all share the retry budget.
 */
@Component
public class CallPolicies {

	private final CircuitBreakerRegistry circuitBreakers;

	private final RetryBudget budget;

	private final UpstreamSettings settings;

	private final MeterRegistry meters;

	private final MonotonicClock clock;

	private final ConnectionLog connectionLog = new ConnectionLog();

	CallPolicies(CircuitBreakerRegistry circuitBreakers, RetryBudget budget, UpstreamSettings settings,
			MeterRegistry meters, MonotonicClock clock) {
		this.circuitBreakers = circuitBreakers;
		this.budget = budget;
		this.settings = settings;
		this.meters = meters;
		this.clock = clock;
	}

	public CallPolicy of(Kind kind) {
		return new CallPolicy(this.circuitBreakers.circuitBreaker(kind.code()), this.budget,
				new RateLimitPause(this.clock), this.settings, new CallMeters(this.meters, kind.code()),
				this.connectionLog);
	}

	/**
	 * The states of the circuit breakers by operation: {@code closed}, {@code open} or
	 * {@code half_open}.
	 */
	public Map<String, String> circuitBreakerStates() {
		Map<String, String> states = new TreeMap<>();
		this.circuitBreakers.getAllCircuitBreakers()
			.forEach((circuitBreaker) -> states.put(circuitBreaker.getName(),
					circuitBreaker.getState().name().toLowerCase(Locale.ROOT)));
		return states;
	}

	/**
	 * Kind of calls: each has a circuit breaker and a pause of its own.
	 */
	public enum Kind {

		TOKEN, READ, SEARCH, WRITE;

		/**
		 * The spelling in metrics and health.
		 */
		public String code() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
