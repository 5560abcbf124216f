package io.accountlink.simulation;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections of the tenant: one for each common provider, and those that a test adds.
 */
final class Connections {

	private static final Set<String> COMMON = Set.of("apple", "auth0", "email", "facebook", "github", "google-oauth2",
			"linkedin", "sms", "twitter", "windowslive");

	/** Auth0's list. Before a connection is configured, others are malformed. */
	private static final Set<String> LISTED = Set.of("ad", "adfs", "amazon", "apple", "auth0", "auth0-oidc", "baidu",
			"bitbucket", "bitly", "box", "custom", "daccount", "dropbox", "dwolla", "email", "evernote",
			"evernote-sandbox", "exact", "facebook", "fitbit", "github", "google-apps", "google-oauth2", "instagram",
			"ip", "line", "linkedin", "oauth1", "oauth2", "office365", "oidc", "okta", "paypal", "paypal-sandbox",
			"pingfederate", "planningcenter", "salesforce", "salesforce-community", "salesforce-sandbox", "samlp",
			"sharepoint", "shop", "shopify", "sms", "soundcloud", "thirtysevensignals", "twitter", "untappd",
			"vkontakte", "waad", "weibo", "windowslive", "wordpress", "yahoo", "yandex");

	private final Set<Connection> added = new LinkedHashSet<>();

	synchronized void add(Connection connection) {
		this.added.add(connection);
	}

	synchronized void clear() {
		this.added.clear();
	}

	synchronized void registerAll(Account account) {
		account.identities()
			.stream()
			.map((identity) -> Connection.named(identity.provider(), identity.connection()))
			.forEach(this.added::add);
	}

	void requireProvider(String provider) {
		if (!isProvider(provider)) {
			throw Refusal.invalidProperty("No enum match for: " + provider, "provider");
		}
		if (of(provider).isEmpty()) {
			throw Refusal.unknownConnection();
		}
	}

	void requireProviderInPath(String provider) {
		if (!isProvider(provider)) {
			throw Refusal.unknownProviderInPath(provider);
		}
	}

	/**
	 * Whether Auth0's list of providers has it, which Auth0 extends: a provider that the
	 * tenant has a connection of is listed.
	 */
	private boolean isProvider(String provider) {
		return LISTED.contains(provider) || !of(provider).isEmpty();
	}

	String requireName(String provider, String id) {
		return of(provider).stream()
			.filter((connection) -> connection.id().equals(id))
			.findFirst()
			.orElseThrow(Refusal::unknownConnection)
			.name();
	}

	/**
	 * Returns the message for a missing identity. With several connections of a provider,
	 * Auth0 requires {@code connection_id}.
	 */
	String messageForMissing(String provider) {
		return (of(provider).size() > 1) ? "Linking to an inexistent identity requires a connection."
				: "Linking to an inexistent identity is not allowed.";
	}

	private synchronized Set<Connection> of(String provider) {
		Set<Connection> found = new LinkedHashSet<>();
		if (COMMON.contains(provider)) {
			found.add(Connection.of(provider));
		}
		this.added.stream().filter((connection) -> connection.provider().equals(provider)).forEach(found::add);
		return found;
	}

}
