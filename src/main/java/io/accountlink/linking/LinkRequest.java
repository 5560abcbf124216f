package io.accountlink.linking;

import io.accountlink.account.IdentityKey;
import org.jspecify.annotations.Nullable;

/**
 * A validated {@link LinkBody}: exactly one of its two modes.
 */
sealed interface LinkRequest {

	/**
	 * The secondary account is the subject of an ID token.
	 *
	 * @param idToken the ID token, not yet verified
	 */
	record WithIdToken(String idToken) implements LinkRequest {

		@Override
		public String toString() {
			return "WithIdToken[withheld]";
		}

	}

	/**
	 * The secondary account is named by its first identity.
	 *
	 * @param identity the first identity of the secondary account
	 * @param connectionId the connection, if the provider has several
	 */
	record ByReference(IdentityKey identity, @Nullable String connectionId) implements LinkRequest {
	}

}
