package io.accountlink.telemetry;

import java.util.List;

import io.accountlink.upstream.TraceContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
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

	// A traceparent needs no token: a caller may keep its request from being sampled, not
	// have it sampled.
	@Bean
	Sampler callerIndependentSampler(TracingProperties tracing) {
		Sampler random = new RandomSampler(Sampler.traceIdRatioBased(tracing.getSampling().getProbability()));
		return Sampler.parentBasedBuilder(random).setRemoteParentSampled(random).build();
	}

	// Micrometer sets the exception's message as the description of a span's status.
	@Bean
	SpanFilter statusDescriptionRedactingSpanFilter() {
		return (span) -> OtelFinishedSpan.fromOtel(new SpanWithoutDescription(OtelFinishedSpan.toOtel(span)));
	}

	/**
	 * Samples by a trace id of its own, since the caller chooses that of the request.
	 *
	 * @param ratio samples by the trace id
	 */
	private record RandomSampler(Sampler ratio) implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
				Attributes attributes, List<LinkData> links) {
			return this.ratio.shouldSample(parent, IdGenerator.random().generateTraceId(), name, kind, attributes,
					links);
		}

		@Override
		public String getDescription() {
			return "Random" + this.ratio.getDescription();
		}

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
