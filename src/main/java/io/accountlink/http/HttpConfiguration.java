package io.accountlink.http;

import java.util.List;

import io.accountlink.settings.LinkingSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the limits of the server, its connector, and strict JSON parsing.
 */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

	private static final Log log = LogFactory.getLog(HttpConfiguration.class);

	@Bean
	ServerLimits serverLimits(HttpSettings settings, LinkingSettings linking) {
		long heap = Runtime.getRuntime().maxMemory();
		ServerLimits limits = ServerLimits.of(heap, settings.maxRequests(), linking.mergeUserMetadata());
		if (settings.maxRequests() != null && settings.maxRequests() > limits.requests()) {
			log.warn("LINK_MAX_REQUESTS is " + settings.maxRequests() + ", but a heap of " + heap / 1024 / 1024
					+ " MiB holds " + limits.requests() + " concurrent requests, which is the limit");
		}
		return limits;
	}

	@Bean
	ServerConnector serverConnector(ServerLimits limits) {
		return new ServerConnector(limits.connections());
	}

	@Bean
	public static JsonMapperBuilderCustomizer strictJson() {
		return (json) -> json.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.withCoercionConfig(LogicalType.Textual,
					(text) -> List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
						.forEach((shape) -> text.setCoercion(shape, CoercionAction.Fail)));
	}

}
