package io.accountlink.upstream;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Gives each kind of calls its own breaker, and all of them one budget for repetitions.
 */
@Component
public class CallPolicies {

	private final CircuitBreakerRegistry breakers;

	private final RetryBudget budget;

	private final UpstreamSettings settings;

	private final MeterRegistry meters;

	CallPolicies(CircuitBreakerRegistry breakers, RetryBudget budget, UpstreamSettings settings, MeterRegistry meters) {
		this.breakers = breakers;
		this.budget = budget;
		this.settings = settings;
		this.meters = meters;
	}

	public CallPolicy of(String kind) {
		return new CallPolicy(this.breakers.circuitBreaker(kind), this.budget, this.settings,
				new CallMeters(this.meters, kind));
	}

	/**
	 * Whether every kind of calls is let through.
	 */
	public boolean allClosed() {
		return this.breakers.getAllCircuitBreakers().stream().allMatch((breaker) -> breaker.getState() == State.CLOSED);
	}

	/**
	 * The breakers by kind, and whether each is closed, open, or half open to see.
	 */
	public Map<String, String> breakers() {
		Map<String, String> states = new TreeMap<>();
		this.breakers.getAllCircuitBreakers()
			.forEach((breaker) -> states.put(breaker.getName(), breaker.getState().name().toLowerCase(Locale.ROOT)));
		return states;
	}

}
