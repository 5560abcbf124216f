package io.accountlink.http;

import java.util.List;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures Tomcat's connector with a receive timeout, and strict JSON parsing.
 */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> receiveTimeoutCustomizer() {
		return (factory) -> factory.setProtocol(ReceiveTimeoutProtocol.class.getName());
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
