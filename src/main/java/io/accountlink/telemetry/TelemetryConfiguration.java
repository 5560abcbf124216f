package io.accountlink.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.security.config.observation.SecurityObservationSettings;

/**
 * Observability configuration: requests to the API and calls to Auth0 are observed,
 * requests to the management port and security filters are not.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

	// URLs hold account ids, and the ids of some connections are e-mail addresses.
	@Bean
	ObservationFilter urlRedactingObservationFilter() {
		return (context) -> context.removeHighCardinalityKeyValue("http.url");
	}

	@Bean
	ObservationPredicate managementPortObservationPredicate() {
		return (name, context) -> !isManagementRequest(context);
	}

	private static boolean isManagementRequest(Observation.Context context) {
		return context instanceof ServerRequestObservationContext server && server.getCarrier() != null
				&& server.getCarrier().getRequestURI().startsWith("/actuator");
	}

	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

}
