package io.accountlink.simulation;

/**
 * What the simulated tenant is called and whom it serves.
 *
 * @param issuer the issuer of its tokens, with a slash at the end
 * @param managementAudience the audience of Management API tokens
 * @param audience the API whose access tokens it mints
 * @param client the machine-to-machine client
 */
public record Tenant(String issuer, String managementAudience, String audience, Client client) {

	public static Tenant at(String issuer) {
		return new Tenant(issuer, issuer + "api/v2/", "https://account-link.example/",
				new Client("account-link-client", "account-link-secret"));
	}

	/**
	 * The machine-to-machine client that calls the Management API.
	 *
	 * @param id its client id
	 * @param secret its secret, of use until it registers a public key
	 */
	public record Client(String id, String secret) {

	}

}
