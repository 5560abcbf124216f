package io.accountlink.simulation;

/**
 * Names of the simulated tenant, and its clients.
 *
 * @param issuer the issuer of its tokens, with a trailing slash
 * @param managementAudience the audience of Management API tokens
 * @param audience the audience of access tokens for the service
 * @param client the machine-to-machine client that calls the Management API
 */
public record Tenant(String issuer, String managementAudience, String audience, Client client) {

	/**
	 * A machine that calls the service. It is authorised for {@code audience} with
	 * {@code link:any_account}, and for no other API.
	 */
	public static final Client BATCH = new Client("batch", "batch-secret");

	public static Tenant at(String issuer) {
		return new Tenant(issuer, issuer + "api/v2/", "https://account-link.example/",
				new Client("account-link-client", "account-link-secret"));
	}

	/**
	 * A machine-to-machine client.
	 *
	 * @param id its client id
	 * @param secret its secret; that of the service is valid until a public key is
	 * registered
	 */
	public record Client(String id, String secret) {

	}

}
