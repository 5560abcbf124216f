package io.accountlink.simulation;

/**
 * Names of the simulated tenant, and its client.
 *
 * @param issuer the issuer of its tokens, with a trailing slash
 * @param managementAudience the audience of Management API tokens
 * @param audience the audience of access tokens for the service
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
	 * @param secret its secret, valid until a public key is registered
	 */
	public record Client(String id, String secret) {

	}

}
