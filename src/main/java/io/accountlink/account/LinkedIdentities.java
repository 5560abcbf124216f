package io.accountlink.account;

import java.util.List;

/**
 * An account and every login that leads to it.
 *
 * @param accountId the Auth0 user id, {@code provider|rest}
 * @param identities the logins, the account's own first
 */
public record LinkedIdentities(String accountId, List<Identity> identities) {

	public LinkedIdentities {
		identities = List.copyOf(identities);
	}

	public boolean contains(IdentityKey key) {
		return this.identities.stream().anyMatch((identity) -> identity.is(key));
	}

}
