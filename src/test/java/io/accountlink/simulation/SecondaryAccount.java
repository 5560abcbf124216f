package io.accountlink.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Which account a link request means, and what Auth0 says where there is none.
 *
 * @param accountId the account's id
 * @param connection the name of the connection that was asked for
 * @param notFound the message where the account doesn't exist
 */
record SecondaryAccount(String accountId, @Nullable String connection, String notFound) {

	boolean mayBeIn(String actual) {
		return this.connection == null || this.connection.equals(actual);
	}

}
