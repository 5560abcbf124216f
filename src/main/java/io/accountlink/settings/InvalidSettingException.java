package io.accountlink.settings;

import java.time.Duration;
import java.util.Locale;

import org.springframework.boot.convert.DurationStyle;

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
	 * Requires a time from {@code least} to {@code most}, such as {@code example}: each
	 * in Spring Boot's simple style.
	 */
	public static void requireBetween(String variable, Duration value, String example, String least, String most) {
		if (value.compareTo(DurationStyle.SIMPLE.parse(least)) < 0
				|| value.compareTo(DurationStyle.SIMPLE.parse(most)) > 0) {
			throw new InvalidSettingException(variable,
					"must be a time such as " + example + ", from " + least + " to " + most);
		}
	}

	static InvalidSettingException ofProperty(String property, String rule) {
		return new InvalidSettingException(property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), rule);
	}

}
