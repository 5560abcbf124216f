package io.accountlink.telemetry;

import java.util.Collection;
import java.util.List;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Takes a trace up, and hands on its {@code traceparent} alone: what else callers put
 * into {@code tracestate} or {@code baggage} is no business of Auth0's.
 */
final class TraceparentPropagator implements TextMapPropagator {

	private static final String TRACEPARENT = "traceparent";

	private final TextMapPropagator w3c = W3CTraceContextPropagator.getInstance();

	@Override
	public Collection<String> fields() {
		return List.of(TRACEPARENT);
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		this.w3c.inject(context, carrier, (into, name, value) -> {
			if (name.equals(TRACEPARENT)) {
				setter.set(into, name, value);
			}
		});
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		return this.w3c.extract(context, carrier, getter);
	}

}
