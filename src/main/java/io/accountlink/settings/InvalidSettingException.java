package io.accountlink.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.convert.DurationStyle;

/**
 * Stops the start: an environment variable is missing or malformed. The message names the
 * variable and the accepted values. It never repeats the value, which may be a secret.
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
	 * in Spring Boot's simple style. Spring Boot reads a number without a unit as
	 * milliseconds. A minimum of 1 s rejects most such values.
	 */
	public static void requireBetween(String variable, Duration value, String example, String least, String most) {
		requireBetween(variable, value, "must be", List.of(example, least, most));
	}

	/**
	 * Requires 0 s, or a time as in {@link #requireBetween}.
	 */
	public static void requireZeroOrBetween(String variable, Duration value, String example, String least,
			String most) {
		if (!value.isZero()) {
			requireBetween(variable, value, "must be 0s or", List.of(example, least, most));
		}
	}

	private static void requireBetween(String variable, Duration value, String rule, List<String> times) {
		Duration least = DurationStyle.SIMPLE.parse(times.get(1));
		Duration most = DurationStyle.SIMPLE.parse(times.get(2));
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw new InvalidSettingException(variable,
					rule + " a time such as %s, from %s to %s".formatted(times.toArray()));
		}
	}

	/**
	 * Requires a list of names, none of them blank.
	 * @param names the list; spaces around a name do not count
	 * @param kind what is named, in the plural
	 */
	public static List<String> requireNames(String variable, List<String> names, String kind) {
		List<String> stripped = names.stream().map(String::strip).toList();
		if (stripped.contains("")) {
			throw new InvalidSettingException(variable, "must be a comma-separated list of " + kind);
		}
		return stripped;
	}

	/**
	 * Requires a list of some of these names.
	 */
	public static List<String> requireAmong(String variable, List<String> names, List<String> permitted) {
		String kind = String.join(", ", permitted);
		List<String> stripped = requireNames(variable, names, kind);
		if (!permitted.containsAll(stripped)) {
			throw new InvalidSettingException(variable, "must be a comma-separated list of " + kind);
		}
		return stripped;
	}

	static InvalidSettingException ofProperty(String property, String rule) {
		return new InvalidSettingException(property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), rule);
	}

}
