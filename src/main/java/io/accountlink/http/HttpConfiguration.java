package io.accountlink.http;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures Tomcat's connector with a receive timeout.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> receiveTimeoutCustomizer() {
		return (factory) -> factory.setProtocol(ReceiveTimeoutProtocol.class.getName());
	}

}
