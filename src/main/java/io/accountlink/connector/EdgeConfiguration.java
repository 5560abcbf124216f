package io.accountlink.connector;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the limits in time around Tomcat, whose own time-outs run from one byte to the
 * next only.
 */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> nobodyTalksForEver() {
		return (factory) -> {
			factory.setProtocol(PunctualProtocol.class.getName());
			factory.addEngineValves(new BodyValve());
		};
	}

}
