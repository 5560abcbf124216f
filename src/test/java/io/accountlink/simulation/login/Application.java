package io.accountlink.simulation.login;

/**
 * Single-page application that is registered in the simulated tenant.
 *
 * @param clientId its client id
 * @param origin its origin, and with {@code /} its callback URL and its logout URL
 */
public record Application(String clientId, String origin) {

	String callback() {
		return this.origin + "/";
	}

}
