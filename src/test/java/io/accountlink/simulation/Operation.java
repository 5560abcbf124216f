package io.accountlink.simulation;

import java.util.List;
import java.util.Set;

/**
 * Operation of a call to Auth0, derived from method and path.
 */
public enum Operation {

	TOKEN, KEYS, DISCOVERY, READ, BY_EMAIL, SEARCH, LINK, UNLINK, PATCH, MINT, UNKNOWN;

	static final Set<Operation> MANAGEMENT = Set.of(READ, BY_EMAIL, SEARCH, LINK, UNLINK, PATCH);

	static final Set<Operation> WRITES = Set.of(LINK, UNLINK, PATCH);

	private static final List<String> USERS = List.of("api", "v2", "users");

	private static final int IDENTITY_DEPTH = 3;

	public static Operation of(String method, List<String> path) {
		if (path.size() > USERS.size() && path.subList(0, USERS.size()).equals(USERS)) {
			return ofUser(method, path.subList(USERS.size() + 1, path.size()));
		}
		return switch (method + " /" + String.join("/", path)) {
			case "POST /oauth/token" -> TOKEN;
			case "GET /.well-known/jwks.json" -> KEYS;
			case "GET /.well-known/openid-configuration" -> DISCOVERY;
			case "GET /api/v2/users" -> SEARCH;
			case "GET /api/v2/users-by-email" -> BY_EMAIL;
			default -> path.getFirst().equals("simulation") ? MINT : UNKNOWN;
		};
	}

	private static Operation ofUser(String method, List<String> below) {
		if (below.isEmpty()) {
			return switch (method) {
				case "GET" -> READ;
				case "PATCH" -> PATCH;
				default -> UNKNOWN;
			};
		}
		if (!below.getFirst().equals("identities")) {
			return UNKNOWN;
		}
		if (method.equals("POST") && below.size() == 1) {
			return LINK;
		}
		return (method.equals("DELETE") && below.size() == IDENTITY_DEPTH) ? UNLINK : UNKNOWN;
	}

}
