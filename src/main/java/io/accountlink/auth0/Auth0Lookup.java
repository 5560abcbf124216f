package io.accountlink.auth0;

import java.util.List;

import io.accountlink.account.AccountId;
import io.accountlink.account.AccountSummary;
import io.accountlink.account.IdentityKey;
import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
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

	private final CallPolicy reads;

	private final CallPolicy searches;

	Auth0Lookup(ManagementApi api, ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.api = api;
		this.tokens = tokens;
		this.errors = errors;
		this.reads = policies.forOperation("read");
		this.searches = policies.forOperation("search");
	}

	/**
	 * Reads an account's address and its first identity.
	 */
	public AccountSummary read(AccountId account, Deadline deadline) {
		return Auth0Errors.orProblem(() -> this.tokens.withToken(deadline,
				(bearer) -> this.reads.hedgedRead(deadline,
						() -> this.api.user(bearer, account.toString(), MetadataScope.NONE.leftOut())
							.map((response) -> IdentitiesMapper.summary(account, response)),
						this.errors.of(Operation.READ))));
	}

	/**
	 * Finds the accounts with an e-mail address, verified or not. The look-up minds the
	 * case, and is consistent with every write before it.
	 */
	public List<AccountSummary> findByEmail(String address, Deadline deadline) {
		return Auth0Errors.orProblem(() -> this.tokens.withToken(deadline,
				(bearer) -> this.searches.hedgedRead(deadline,
						() -> this.api.usersByEmail(bearer, address).map(IdentitiesMapper::summaries),
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
