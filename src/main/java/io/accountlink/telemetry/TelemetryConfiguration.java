package io.accountlink.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.security.config.observation.SecurityObservationSettings;

/**
 * Observability configuration: where spans are exported, requests to the API and calls to
 * Auth0 are observed; requests to the management port and security filters are not.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

	// URLs hold account ids, and the ids of some connections are e-mail addresses.
	@Bean
	ObservationFilter urlRedactingObservationFilter() {
		return (context) -> context.removeHighCardinalityKeyValue("http.url");
	}

	@Bean
	ObservationPredicate exportedObservationPredicate(TraceContext trace) {
		return (name, context) -> trace.isObserved() && !isManagementRequest(context);
	}

	private static boolean isManagementRequest(Observation.Context context) {
		return context instanceof ServerRequestObservationContext server && server.getCarrier() != null
				&& server.getCarrier().getRequestURI().startsWith("/actuator");
	}

	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	// Micrometer sets the exception's message as the description of a span's status.
	@Bean
	SpanFilter statusDescriptionRedactingSpanFilter() {
		return (span) -> OtelFinishedSpan.fromOtel(new SpanWithoutDescription(OtelFinishedSpan.toOtel(span)));
	}

	/**
	 * A span whose status is a code only, since a description may quote ids or addresses.
	 */
	private static final class SpanWithoutDescription extends DelegatingSpanData {

		SpanWithoutDescription(SpanData span) {
			super(span);
		}

		@Override
		public StatusData getStatus() {
			return StatusData.create(super.getStatus().getStatusCode(), "");
		}

	}

}
