package io.accountlink.telemetry;

import java.util.stream.Collectors;

import io.accountlink.http.ServerLimits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Logs the effective configuration in one line once the application is ready. Secrets are
 * redacted by the {@code toString} of the settings records.
 */
@Component
class StartupLogger {

	private static final Log log = LogFactory.getLog(StartupLogger.class);

	@EventListener
	void logConfiguration(ApplicationReadyEvent ready) {
		ApplicationContext context = ready.getApplicationContext();
		Environment environment = context.getEnvironment();
		log.info("Account Link is ready: ports " + environment.getProperty("local.server.port") + " and "
				+ environment.getProperty("local.management.port") + ", limits "
				+ (StringUtils.hasText(environment.getProperty("spring.data.redis.url")) ? "in Redis" : "in memory")
				+ ", traces "
				+ (StringUtils.hasText(environment.getProperty("management.opentelemetry.tracing.export.otlp.endpoint"))
						? "exported" : "not exported")
				+ ", " + context.getBean(ServerLimits.class) + ", " + settings(context));
	}

	private static String settings(ApplicationContext context) {
		return context.getBeansWithAnnotation(ConfigurationProperties.class)
			.values()
			.stream()
			.filter((settings) -> settings.getClass().getName().startsWith("io.accountlink."))
			.map(Object::toString)
			.sorted()
			.collect(Collectors.joining(", "));
	}

}
