package io.accountlink.upstream;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.accountlink.settings.MonotonicClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Creates one call policy a kind of calls. All share the retry budget.
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
		return new CallPolicy(circuitBreaker(kind), this.budget, new RateLimitPause(this.clock), this.settings,
				new CallMeters(this.meters, kind.code()), this.connectionLog);
	}

	private CircuitBreaker circuitBreaker(Kind kind) {
		if (kind != Kind.MEMBERSHIP) {
			return this.circuitBreakers.circuitBreaker(kind.code());
		}
		CircuitBreaker disabled = CircuitBreaker.ofDefaults(kind.code());
		disabled.transitionToDisabledState();
		return disabled;
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
	 * Kind of calls: each has a circuit breaker and a pause of its own, except that reads
	 * of memberships, which a preview can do without, have no circuit breaker.
	 */
	public enum Kind {

		TOKEN, READ, SEARCH, MEMBERSHIP, WRITE, REVOKE;

		/**
		 * The spelling in metrics and health.
		 */
		public String code() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
