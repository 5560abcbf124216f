package io.accountlink.settings;

import java.util.List;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Validates the ports before Spring Boot reads them: its conditions on the management
 * port fail with a stack trace on a malformed one, and a negative one disables the
 * server.
 */
class PortValidator implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	private static final int MAX_PORT = 65_535;

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		for (String property : List.of("server.port", "management.server.port")) {
			String port = event.getEnvironment().getProperty(property, "");
			if (!port.isEmpty() && !(port.matches("\\d{1,5}") && Integer.parseInt(port) <= MAX_PORT)) {
				throw InvalidSettingException.ofProperty(property, "must be a port, from 0 to " + MAX_PORT);
			}
		}
	}

}
