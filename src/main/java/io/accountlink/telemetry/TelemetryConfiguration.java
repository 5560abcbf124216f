package io.accountlink.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.security.config.observation.SecurityObservationSettings;

/**
 * Wires what is observed: requests to the API and calls to Auth0, and nothing else.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

	@Bean
	ContextPropagators traceparentOnly() {
		return ContextPropagators.create(new TraceparentPropagator());
	}

	// URLs hold account ids, and some providers make these of e-mail addresses.
	@Bean
	ObservationFilter withoutUrls() {
		return (context) -> context.removeHighCardinalityKeyValue("http.url");
	}

	@Bean
	ObservationPredicate nothingOfTheManagementPort() {
		return (name, context) -> !isOfTheManagementPort(context);
	}

	private static boolean isOfTheManagementPort(Observation.Context context) {
		return context instanceof ServerRequestObservationContext server && server.getCarrier() != null
				&& server.getCarrier().getRequestURI().startsWith("/actuator");
	}

	@Bean
	SecurityObservationSettings nothingOfEachSecurityFilter() {
		return SecurityObservationSettings.noObservations();
	}

	// Micrometer sets the exception's message as the description of a span's status.
	@Bean
	SpanFilter withoutStatusDescription() {
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
