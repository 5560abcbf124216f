package io.accountlink.settings;

import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Looks at the ports before the framework does, which would tell a malformed one by a
 * stack trace.
 */
class PortCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	private static final int HIGHEST = 65_535;

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		for (String variable : List.of("SERVER_PORT", "MANAGEMENT_SERVER_PORT")) {
			String port = event.getEnvironment().getProperty(variable.toLowerCase(Locale.ROOT).replace('_', '.'), "");
			if (!port.isEmpty() && !(port.matches("\\d{1,5}") && Integer.parseInt(port) <= HIGHEST)) {
				throw new InvalidSettingException(variable, "must be a port: a number up to " + HIGHEST);
			}
		}
	}

}
