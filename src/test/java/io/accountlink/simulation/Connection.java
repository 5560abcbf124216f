package io.accountlink.simulation;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Auth0 connection, a configured source of users. A link request may name it by its id.
 *
 * @param id the id, {@code con_} and 16 letters or digits
 * @param provider the identity provider of its users
 * @param name the value of {@code connection} in an identity
 */
public record Connection(String id, String provider, String name) {

	static final Pattern ID = Pattern.compile("con_[A-Za-z0-9]{16}");

	private static final int ID_LENGTH = 16;

	/**
	 * Returns the default connection of a provider.
	 */
	public static Connection of(String provider) {
		return named(provider, nameFor(provider, ""));
	}

	/**
	 * Returns a connection whose id is derived from its name, so that a test can predict
	 * it.
	 */
	public static Connection named(String provider, String name) {
		String letters = name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT) + "0".repeat(ID_LENGTH);
		return new Connection("con_" + letters.substring(0, ID_LENGTH), provider, name);
	}

	static String nameFor(String provider, String userId) {
		if (provider.equals("auth0")) {
			return "Username-Password-Authentication";
		}
		int pipe = userId.indexOf('|');
		return (pipe < 0) ? provider : userId.substring(0, pipe);
	}

}
