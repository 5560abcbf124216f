package io.accountlink.telemetry;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.accountlink.upstream.TraceContext;
import io.accountlink.http.FilterOrder;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Scope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Trace context and timers of a request where no spans are exported. Observations give
 * the same and cost more processor time.
 */
@Component
@Order(FilterOrder.TELEMETRY)
class RequestTelemetryFilter extends OncePerRequestFilter {

	private final TraceContext trace;

	private final RequestTimers timers;

	RequestTelemetryFilter(TraceContext trace, MeterRegistry meters) {
		this.trace = trace;
		this.timers = new RequestTimers(meters);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.trace.isObserved();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		LongTaskTimer.Sample active = this.timers.start(request, response);
		Throwable failure = null;
		try (Scope _ = this.trace.of(request).makeCurrent()) {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException | Error thrown) {
			failure = thrown;
			throw thrown;
		}
		finally {
			long nanos = active.stop();
			this.timers.completed(request, response, failure).record(nanos, TimeUnit.NANOSECONDS);
		}
	}

}
