package io.accountlink.linking;

import io.accountlink.account.IdentityKey;
import org.jspecify.annotations.Nullable;

/**
 * What to link: an account that an ID token proves, or an identity named by somebody who
 * may. Neither and both can't be made.
 */
sealed interface LinkRequest {

	/**
	 * The secondary account is whoever logged in to get this ID token.
	 *
	 * @param idToken as Auth0 issued it
	 */
	record WithIdToken(String idToken) implements LinkRequest {

		@Override
		public String toString() {
			return "WithIdToken[withheld]";
		}

	}

	/**
	 * The secondary account is the one that this identity belongs to.
	 *
	 * @param identity its own first identity
	 * @param connectionId which of several connections of the provider is meant
	 */
	record ByReference(IdentityKey identity, @Nullable String connectionId) implements LinkRequest {
	}

}
