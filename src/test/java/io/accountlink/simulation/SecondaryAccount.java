package io.accountlink.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Secondary account that a link request names, and the error message if it does not
 * exist.
 *
 * @param accountId the account id
 * @param connection the name of the requested connection
 * @param notFound the error message if the account does not exist
 */
record SecondaryAccount(String accountId, @Nullable String connection, String notFound) {

	boolean mayBeIn(String actual) {
		return this.connection == null || this.connection.equals(actual);
	}

}
