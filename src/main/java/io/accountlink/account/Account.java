package io.accountlink.account;

import java.util.List;

/**
 * An account with all of its identities.
 *
 * @param accountId the Auth0 user id, {@code provider|rest}
 * @param identities the identities, the account's own first
 */
public record Account(String accountId, List<Identity> identities) {

	public Account {
		identities = List.copyOf(identities);
	}

	public boolean contains(IdentityKey key) {
		return this.identities.stream().anyMatch((identity) -> identity.hasKey(key));
	}

}
