package io.accountlink.settings;

import java.time.Duration;
import java.util.Locale;

/**
 * Stops the start: an environment variable is missing or malformed. The message names the
 * variable and says what it takes. It never repeats the value, which may be a secret.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	public InvalidSettingException(String variable, String rule) {
		super(variable + " " + rule);
	}

	/**
	 * Requires a number from {@code least} to {@code most}.
	 */
	public static void requireBetween(String variable, int value, int least, int most) {
		if (value < least || value > most) {
			throw new InvalidSettingException(variable, "must be a number from " + least + " to " + most);
		}
	}

	/**
	 * Requires a time from {@code least} to {@code most}. A number without a unit is in
	 * milliseconds, which the least time refuses where the number is meant in seconds.
	 * @param rule what the variable takes, for the message
	 */
	public static void requireBetween(String variable, Duration value, Duration least, Duration most, String rule) {
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw new InvalidSettingException(variable, rule);
		}
	}

	static InvalidSettingException ofProperty(String property, String rule) {
		return new InvalidSettingException(property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), rule);
	}

}
