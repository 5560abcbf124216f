package io.accountlink.simulation;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A configured source of users; link requests may name one by its id.
 *
 * @param id the id, {@code con_} and 16 letters or digits
 * @param provider the provider whose users it holds
 * @param name the name that identities carry
 */
public record Connection(String id, String provider, String name) {

	static final Pattern ID = Pattern.compile("con_[A-Za-z0-9]{16}");

	private static final int ID_LENGTH = 16;

	/**
	 * The connection in which identities of this provider are unless a test says
	 * otherwise.
	 */
	public static Connection of(String provider) {
		return named(provider, nameFor(provider, ""));
	}

	/**
	 * A connection whose id follows from its name, so that a test can tell it beforehand.
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
