package io.accountlink.settings;

/**
 * Stops the start: a variable is missing or malformed. The message names it and says what
 * to set, and never repeats a value.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	public InvalidSettingException(String variable, String whatToSet) {
		super(variable + " " + whatToSet);
	}

}
