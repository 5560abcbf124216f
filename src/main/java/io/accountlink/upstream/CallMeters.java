package io.accountlink.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.accountlink.upstream.UpstreamException.NotPermitted;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one operation's calls by outcome. {@code increase()} in Prometheus ignores
 * the first sample of a series, so each series starts at 0.
 */
final class CallMeters {

	private final MeterProvider<Timer> calls;

	CallMeters(MeterRegistry meters, String operation) {
		this.calls = Timer.builder("auth0.calls")
			.description("Calls to Auth0 by operation and outcome")
			.tag("operation", operation)
			.withRegistry(meters);
		List.of(Outcome.values()).forEach(this::timer);
	}

	void record(@Nullable UpstreamException failure, Duration time) {
		timer(outcome(failure)).record(time);
	}

	private Timer timer(Outcome outcome) {
		return this.calls.withTag("outcome", outcome.name().toLowerCase(Locale.ROOT));
	}

	private static Outcome outcome(@Nullable UpstreamException failure) {
		return switch (failure) {
			case null -> Outcome.SUCCESS;
			case Refused refused -> Outcome.REFUSED;
			case Unauthorized unauthorized -> Outcome.UNAUTHORIZED;
			case RateLimited limited -> Outcome.BUSY;
			case NotSent notSent -> Outcome.NOT_SENT;
			case NotPermitted denied -> Outcome.NOT_TRIED;
			case Inconclusive unknown when unknown.isInterrupted() -> Outcome.CANCELLED;
			case Inconclusive unknown when unknown.isMalformed() -> Outcome.MALFORMED;
			case Inconclusive unknown -> unknown.isFailure() ? Outcome.FAILED : Outcome.REFUSED;
		};
	}

	private enum Outcome {

		SUCCESS, REFUSED, MALFORMED, UNAUTHORIZED, BUSY, FAILED, NOT_SENT, NOT_TRIED, CANCELLED

	}

}
