package io.accountlink.upstream;

import java.time.Duration;
import java.util.List;

import io.accountlink.upstream.UpstreamException.NotPermitted;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one operation's calls by outcome. Every outcome is registered at start:
 * Prometheus sees no increase in a series that begins with a one.
 */
final class CallMeters {

	private static final String SUCCESS = "success";

	private static final String REFUSED = "refused";

	private static final String UNAUTHORIZED = "unauthorized";

	private static final String BUSY = "busy";

	private static final String FAILED = "failed";

	private static final String NOT_SENT = "not_sent";

	private static final String NOT_TRIED = "not_tried";

	private final MeterProvider<Timer> calls;

	CallMeters(MeterRegistry meters, String operation) {
		this.calls = Timer.builder("auth0.calls")
			.description("Calls to Auth0 by operation and outcome")
			.tag("operation", operation)
			.withRegistry(meters);
		List.of(SUCCESS, REFUSED, UNAUTHORIZED, BUSY, FAILED, NOT_SENT, NOT_TRIED).forEach(this::timer);
	}

	void record(@Nullable UpstreamException failure, Duration time) {
		timer(outcome(failure)).record(time);
	}

	private Timer timer(String outcome) {
		return this.calls.withTag("outcome", outcome);
	}

	private static String outcome(@Nullable UpstreamException failure) {
		return switch (failure) {
			case null -> SUCCESS;
			case Refused refused -> REFUSED;
			case Unauthorized unauthorized -> UNAUTHORIZED;
			case RateLimited limited -> BUSY;
			case NotSent notSent -> NOT_SENT;
			case NotPermitted denied -> NOT_TRIED;
			case OutcomeUnknown unknown -> unknown.isFailure() ? FAILED : REFUSED;
		};
	}

}
