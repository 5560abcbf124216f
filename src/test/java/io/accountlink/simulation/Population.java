package io.accountlink.simulation;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;

/**
 * Accounts for trying the service out, and the connections that verify addresses.
 */
public final class Population {

	/** Connections whose verified addresses the service may trust, comma-separated. */
	public static final String TRUSTED_CONNECTIONS = "Username-Password-Authentication,google-oauth2";

	private static final String ADDRESS = "ada@example.com";

	private Population() {
	}

	/**
	 * Adds Ada, the accounts that she links, and Bob. Ada's Google account has her
	 * verified address, a role and an organization. The address of her Apple account is
	 * not verified.
	 */
	public static void addTo(SimulatedAuth0 auth0) {
		auth0.has(ada(), googleAccount(),
				account("apple|3456").withEmail("ada@icloud.example").withProfile("email_verified", false),
				account("windowslive|9012").withEmail("ada@outlook.example").withProfile("name", "Ada"),
				account("github|5678").withProfile("nickname", "ada"), account("auth0|bob").withEmail("bob@example.com")
					.withIdentity(identity("github|42").withProfile("nickname", "bob")));
	}

	private static Account ada() {
		return account("auth0|ada").withEmail(ADDRESS)
			.withProfile("name", "Ada Lovelace")
			.withUserMetadata("{\"theme\":\"dark\",\"language\":\"en\"}")
			.withAppMetadata("{\"plan\":\"free\"}");
	}

	private static Account googleAccount() {
		return account("google-oauth2|1234").withEmail(ADDRESS)
			.withProfile("name", "Ada L")
			.withUserMetadata("{\"language\":\"fr\",\"newsletter\":true}")
			.withAppMetadata("{\"plan\":\"pro\"}")
			.withRoles("editor")
			.withOrganizations("acme");
	}

}
