package io.accountlink.settings;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Validates the ports before Spring Boot reads them: its conditions on the management
 * port fail with a stack trace on a malformed one, a negative one disables the server,
 * and one equal to the API's publishes metrics and bill of materials there.
 */
class PortValidator implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	private static final int MAX_PORT = 65_535;

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		ConfigurableEnvironment environment = event.getEnvironment();
		String api = environment.getProperty("server.port", "");
		int apiPort = port("server.port", api.isEmpty() ? "8080" : api);
		// Spring Boot takes an empty one as the API's.
		int managementPort = port("management.server.port", environment.getProperty("management.server.port", "8081"));
		if (apiPort == managementPort && apiPort != 0) {
			throw new InvalidSettingException("MANAGEMENT_SERVER_PORT", "must not be the port of SERVER_PORT");
		}
	}

	private static int port(String property, String port) {
		if (!(port.matches("\\d{1,5}") && Integer.parseInt(port) <= MAX_PORT)) {
			throw InvalidSettingException.ofProperty(property, "must be a port, from 0 to " + MAX_PORT);
		}
		return Integer.parseInt(port);
	}

}
