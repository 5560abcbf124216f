package io.accountlink.access;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Whoever holds the access token on the request.
 *
 * @param subject the token's {@code sub}: an Auth0 user id, or a machine's own id
 * @param clientId the application that the token was issued to, where the token says so
 * @param kind whether this is a user, a machine, or a user who operates the service
 * @param permissions what the configured claim grants
 */
public record Caller(String subject, @Nullable String clientId, Kind kind, Set<String> permissions) {

	/**
	 * The request attribute that holds the caller once the access token is validated.
	 */
	public static final String ATTRIBUTE = "caller";

	static final String LINK_OWN_ACCOUNT = "link:own_account";

	static final String LINK_ANY_ACCOUNT = "link:any_account";

	public Caller {
		permissions = Set.copyOf(permissions);
	}

	boolean has(String permission) {
		return this.permissions.contains(permission);
	}

	/**
	 * What a caller is, which decides what it may do.
	 */
	public enum Kind {

		/** Somebody with an account of their own. */
		USER,
		/** Another service. */
		MACHINE,
		/** A user to whom RBAC grants every account. */
		OPERATOR

	}

}
