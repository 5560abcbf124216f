package io.accountlink.upstream;

import java.util.Collections;
import java.util.function.BiConsumer;

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

import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Trace context (W3C) of requests whose spans are not exported: continued from the
 * caller's {@code traceparent} or begun, and propagated to Auth0. Where spans are
 * exported, observations do the same.
 */
@Component
public final class TraceContext {

	private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

	private static final IdGenerator IDS = IdGenerator.random();

	private static final TaskDecorator PROPAGATION = new ContextPropagatingTaskDecorator();

	private final boolean isObserved;

	TraceContext(Environment environment) {
		this.isObserved = StringUtils
			.hasText(environment.getProperty("management.opentelemetry.tracing.export.otlp.endpoint"));
	}

	/**
	 * Whether requests and calls are observed, because an endpoint for their spans is
	 * configured.
	 */
	public boolean isObserved() {
		return this.isObserved;
	}

	/**
	 * Adds the {@code traceparent} of a call that belongs to the current request.
	 * @param header adds a header by its name and value
	 */
	public void propagate(BiConsumer<String, String> header) {
		SpanContext current = Span.current().getSpanContext();
		if (!this.isObserved && current.isValid()) {
			W3C.inject(withNewSpan(current.getTraceId(), current.getTraceFlags()), header,
					(headers, name, value) -> header.accept(name, value));
		}
	}

	/**
	 * Starts a virtual thread that works for the current request, within its trace.
	 */
	public static void startVirtualThread(Runnable task) {
		Thread.startVirtualThread(PROPAGATION.decorate(Context.current().wrap(task)));
	}

	/**
	 * Continues the trace of a request with a new span id, or begins a trace where the
	 * request has no valid {@code traceparent}.
	 */
	public Context of(HttpServletRequest request) {
		SpanContext parent = Span.fromContext(W3C.extract(Context.root(), request, HeaderGetter.INSTANCE))
			.getSpanContext();
		return parent.isValid() ? withNewSpan(parent.getTraceId(), parent.getTraceFlags())
				: withNewSpan(IDS.generateTraceId(), TraceFlags.getDefault());
	}

	private static Context withNewSpan(String traceId, TraceFlags flags) {
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
