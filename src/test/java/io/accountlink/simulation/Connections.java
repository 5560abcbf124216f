package io.accountlink.simulation;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections of the tenant: one for each common provider, and those that a test adds.
 */
final class Connections {

	private static final Set<String> COMMON = Set.of("apple", "auth0", "email", "facebook", "github", "google-oauth2",
			"linkedin", "sms", "twitter", "windowslive");

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
		if (of(provider).isEmpty()) {
			throw Refusal.unknownConnection();
		}
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
