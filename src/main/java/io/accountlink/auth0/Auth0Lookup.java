package io.accountlink.auth0;

import java.util.List;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.upstream.CallPolicies;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;

import org.springframework.stereotype.Component;

/**
 * Client for look-ups in the Management API: accounts by e-mail address or by identity.
 */
@Component
public class Auth0Lookup {

	private final ManagementApi api;

	private final ManagementTokens tokens;

	private final Auth0Errors errors;

	private final CallPolicy searches;

	Auth0Lookup(ManagementApi api, ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.api = api;
		this.tokens = tokens;
		this.errors = errors;
		this.searches = policies.forOperation("search");
	}

	/**
	 * Finds the accounts with an e-mail address, verified or not. The look-up minds the
	 * case, and is consistent with every write before it.
	 */
	public List<AccountDetails> findByEmail(String address, Deadline deadline) {
		return Auth0Errors.orProblem(() -> this.tokens.withToken(deadline,
				(bearer) -> this.searches.hedgedRead(deadline,
						() -> this.api.usersByEmail(bearer, address)
							.map((response) -> IdentitiesMapper.found(response).toList()),
						this.errors.of(Operation.READ))));
	}

	/**
	 * Searches for the accounts that an identity is linked to. The search follows some
	 * seconds behind a link or an unlink, so an account has to be read to be sure.
	 * @return the accounts found, but never the identity's own
	 */
	public List<AccountId> findOwners(IdentityKey identity, Deadline deadline) {
		String query = "identities.user_id:" + quoted(identity.userId()) + " AND identities.provider:"
				+ quoted(identity.provider());
		List<AccountId> owners = Auth0Errors.orProblem(() -> this.tokens.withToken(deadline,
				(bearer) -> this.searches.hedgedRead(deadline,
						() -> this.api.search(bearer, query)
							.map((response) -> IdentitiesMapper.ownersOf(identity, response)),
						this.errors.of(Operation.SEARCH))));
		return owners.stream().filter((owner) -> !owner.primaryIdentity().equals(identity)).toList();
	}

	private static String quoted(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
