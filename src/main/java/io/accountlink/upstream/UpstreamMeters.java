package io.accountlink.upstream;

import java.util.List;
import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows the breakers and the budget for repetitions, which otherwise nobody sees until
 * requests fail.
 */
record UpstreamMeters(CircuitBreakerRegistry breakers, RetryBudget budget) implements MeterBinder {

	private static final List<State> STATES = List.of(State.CLOSED, State.HALF_OPEN, State.OPEN);

	@Override
	public void bindTo(MeterRegistry meters) {
		this.breakers.getAllCircuitBreakers().forEach((breaker) -> bind(breaker, meters));
		this.breakers.getEventPublisher().onEntryAdded((added) -> bind(added.getAddedEntry(), meters));
		bindRetries("made", meters);
		bindRetries("denied", meters);
		Gauge.builder("auth0.retry.budget", this.budget, RetryBudget::saved)
			.description("Repetitions saved up for bad times")
			.register(meters);
	}

	private static void bind(CircuitBreaker breaker, MeterRegistry meters) {
		STATES.forEach((state) -> Gauge
			.builder("auth0.breaker.state", breaker, (current) -> (current.getState() == state) ? 1 : 0)
			.description("1 for the state that the breaker is in")
			.tag("operation", breaker.getName())
			.tag("state", state.name().toLowerCase(Locale.ROOT))
			.register(meters));
	}

	private void bindRetries(String outcome, MeterRegistry meters) {
		boolean made = outcome.equals("made");
		FunctionCounter
			.builder("auth0.retries", this.budget, (current) -> made ? current.repetitions() : current.denials())
			.description("Repetitions of calls, made or denied by the budget")
			.tag("outcome", outcome)
			.register(meters);
	}

}
