package io.accountlink.simulation;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Operation of a call to Auth0, derived from method and path.
 */
public enum Operation {

	TOKEN("POST /oauth/token"),

	KEYS("GET /\\.well-known/jwks\\.json"),

	DISCOVERY("GET /\\.well-known/openid-configuration"),

	READ("GET /api/v2/users/[^/]*"),

	BY_EMAIL("GET /api/v2/users-by-email"),

	SEARCH("GET /api/v2/users"),

	LINK("POST /api/v2/users/[^/]*/identities"),

	UNLINK("DELETE /api/v2/users/[^/]*/identities/[^/]*/[^/]*"),

	PATCH("PATCH /api/v2/users/[^/]*"),

	ROLES("GET /api/v2/users/[^/]*/roles"),

	ORGANIZATIONS("GET /api/v2/users/[^/]*/organizations"),

	REVOKE("POST /api/v2/users/[^/]*/revoke-access"),

	MINT("\\w+ /simulation/.*"),

	UNKNOWN(".*");

	static final Set<Operation> MANAGEMENT = Set.of(READ, BY_EMAIL, SEARCH, LINK, UNLINK, PATCH, ROLES, ORGANIZATIONS,
			REVOKE);

	static final Set<Operation> WRITES = Set.of(LINK, UNLINK, PATCH, REVOKE);

	private final Pattern pattern;

	Operation(String pattern) {
		this.pattern = Pattern.compile(pattern);
	}

	/**
	 * Returns the operation of a method and a path that is still percent-encoded.
	 */
	public static Operation of(String method, String path) {
		return Arrays.stream(values())
			.filter((operation) -> operation.pattern.matcher(method + " " + path).matches())
			.findFirst()
			.orElseThrow();
	}

}
