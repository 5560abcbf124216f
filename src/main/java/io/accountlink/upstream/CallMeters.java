package io.accountlink.upstream;

import java.time.Duration;
import java.util.List;

import io.accountlink.upstream.UpstreamException.Busy;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.NotTried;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Times the calls of one kind by what came of them. Every outcome is there from the
 * start, as a zero: Prometheus sees no rise in a series that begins with a one.
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
			.description("Calls to Auth0, by what came of them")
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
			case Busy busy -> BUSY;
			case NotSent gone -> NOT_SENT;
			case NotTried open -> NOT_TRIED;
			case OutcomeUnknown unknown -> unknown.isTrouble() ? FAILED : REFUSED;
		};
	}

}
