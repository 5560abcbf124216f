package io.accountlink.telemetry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Whether spans are exported.
 *
 * @param endpoint the OTLP endpoint; blank where there is none
 */
@ConfigurationProperties("management.opentelemetry.tracing.export.otlp")
record TraceExport(@DefaultValue("") String endpoint) {

	boolean isConfigured() {
		return StringUtils.hasText(this.endpoint);
	}

}
