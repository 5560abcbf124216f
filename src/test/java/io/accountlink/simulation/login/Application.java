package io.accountlink.simulation.login;

import java.util.regex.Pattern;

/**
 * Single-page application that is registered in the simulated tenant.
 *
 * @param clientId its client id
 * @param origin its origin, and with {@code /} its callback URL and its logout URL
 * @param confirmsNonVerifiableCallbacks Auth0's setting "Non-Verifiable Callback URI
 * End-User Confirmation"; where it is off, the API allows skipping consent as well
 */
public record Application(String clientId, String origin, boolean confirmsNonVerifiableCallbacks) {

	private static final Pattern LOOPBACK = Pattern.compile("https?://(localhost|127(\\.\\d+){3}|\\[::1])(:\\d+)?");

	/**
	 * Creates an application with the confirmation, which is Auth0's default.
	 */
	public Application(String clientId, String origin) {
		this(clientId, origin, true);
	}

	public Application withoutConfirmation() {
		return new Application(this.clientId, this.origin, false);
	}

	String callback() {
		return this.origin + "/";
	}

	/**
	 * Whether each login needs a confirmation by the user.
	 */
	boolean confirmsLogins() {
		return this.confirmsNonVerifiableCallbacks && LOOPBACK.matcher(this.origin).matches();
	}

}
