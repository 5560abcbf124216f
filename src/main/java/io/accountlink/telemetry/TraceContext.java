package io.accountlink.telemetry;

import java.util.Collections;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;

/**
 * Trace context (W3C) of requests whose spans are not exported: continued from the
 * caller's {@code traceparent} or begun, and propagated to Auth0. Nothing is recorded.
 */
final class TraceContext {

	private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

	private static final IdGenerator IDS = IdGenerator.random();

	private TraceContext() {
	}

	/**
	 * Continues the trace of a request with a new span id, or begins a trace.
	 */
	static Context of(HttpServletRequest request) {
		SpanContext parent = Span.fromContext(W3C.extract(Context.root(), request, HeaderGetter.INSTANCE))
			.getSpanContext();
		return parent.isValid() ? context(parent.getTraceId(), parent.getTraceFlags())
				: context(IDS.generateTraceId(), TraceFlags.getDefault());
	}

	/**
	 * Adds the {@code traceparent} of a call within the current trace, if there is one.
	 */
	static void propagate(RequestHeadersSpec<?> call) {
		SpanContext current = Span.current().getSpanContext();
		if (current.isValid()) {
			W3C.inject(context(current.getTraceId(), current.getTraceFlags()), call,
					(spec, name, value) -> spec.header(name, value));
		}
	}

	private static Context context(String traceId, TraceFlags flags) {
		return Context.root()
			.with(Span.wrap(SpanContext.create(traceId, IDS.generateSpanId(), flags, TraceState.getDefault())));
	}

	private enum HeaderGetter implements TextMapGetter<HttpServletRequest> {

		INSTANCE;

		@Override
		public Iterable<String> keys(HttpServletRequest request) {
			return Collections.list(request.getHeaderNames());
		}

		@Override
		public @Nullable String get(@Nullable HttpServletRequest request, String name) {
			return (request != null) ? request.getHeader(name) : null;
		}

	}

}
