package io.accountlink.settings;

import java.util.Locale;

/**
 * Stops the start: an environment variable is missing or malformed. The message names the
 * variable and says what it takes. It never repeats the value, which may be a secret.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	public InvalidSettingException(String variable, String rule) {
		super(variable + " " + rule);
	}

	static InvalidSettingException ofProperty(String property, String rule) {
		return new InvalidSettingException(property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), rule);
	}

}
