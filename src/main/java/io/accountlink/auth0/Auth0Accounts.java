package io.accountlink.auth0;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.accountlink.account.Account;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.Metadata;
import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.auth0.ManagementApi.MetadataPatch;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Accounts in Auth0: reads, looks up, links and unlinks them. A write with an unknown
 * outcome throws {@link Inconclusive}; every other failure throws its problem.
 */
@Component
public class Auth0Accounts {

	private final ManagementApi api;

	private final ManagementCalls calls;

	Auth0Accounts(ManagementApi api, ManagementCalls calls) {
		this.api = api;
		this.calls = calls;
	}

	/**
	 * Reads an account's identities.
	 */
	public Account read(AccountId account, Deadline deadline) {
		return this.calls.read(deadline,
				(bearer) -> this.api.user(bearer, account.toString(), false, MetadataScope.NONE.leftOut())
					.map((response) -> AccountMapper.fromUser(account, response)));
	}

	/**
	 * Reads an account's identities.
	 * @return empty if Auth0 has no such account
	 */
	public Optional<Account> find(AccountId account, Deadline deadline) {
		return find(() -> read(account, deadline));
	}

	private static <T> Optional<T> find(Supplier<T> read) {
		try {
			return Optional.of(read.get());
		}
		catch (ProblemException problem) {
			if (problem.type() == ProblemType.ACCOUNT_NOT_FOUND) {
				return Optional.empty();
			}
			throw problem;
		}
	}

	/**
	 * Reads an account. Metadata that makes the response larger than 256 KiB is
	 * {@code null}.
	 */
	public AccountDetails readDetails(AccountId account, MetadataScope scope, Deadline deadline) {
		Optional<AccountDetails> details = this.calls.read(deadline,
				(bearer) -> this.api.user(bearer, account.toString(), false, scope.leftOut())
					.map((response) -> Optional.of(AccountMapper.details(account, response, scope)))
					.onErrorReturn((failure) -> scope != MetadataScope.NONE && Auth0Errors.isTooLarge(failure),
							Optional.empty()));
		return details.orElseGet(() -> readDetails(account, scope.smaller(), deadline));
	}

	/**
	 * Begins to read a secondary account beside another call. Only a closed circuit
	 * breaker permits two calls at once; otherwise the read begins when it is waited for.
	 * @return the read; its result is empty if Auth0 has no such account
	 */
	public BackgroundRead<Optional<AccountDetails>> beginToReadSecondary(AccountId account, MetadataScope scope,
			Deadline deadline) {
		var read = new BackgroundRead<>(() -> find(() -> readDetails(account, scope, deadline)));
		if (this.calls.permitsReadsSideBySide()) {
			read.start();
		}
		return read;
	}

	/**
	 * Reads an account's {@code user_metadata} and nothing else.
	 */
	public Metadata readUserMetadata(AccountId account, Deadline deadline) {
		return this.calls.read(deadline, (bearer) -> this.api.user(bearer, account.toString(), true, "user_metadata")
			.map(AccountMapper::onlyUserMetadata));
	}

	/**
	 * Finds the accounts with an e-mail address, verified or not. The look-up minds the
	 * case, and is consistent with every write before it.
	 */
	public List<AccountDetails> findByEmail(String address, Deadline deadline) {
		return this.calls.lookUp(deadline, (bearer) -> this.api.usersByEmail(bearer, address)
			.map((response) -> AccountMapper.found(response).toList()));
	}

	/**
	 * Searches for the accounts that an identity is linked to. The search follows some
	 * seconds behind a link or an unlink, so an account has to be read to be sure.
	 * @return the accounts found, but never the identity's own
	 */
	public List<AccountId> findOwners(IdentityKey identity, Deadline deadline) {
		String query = "identities.user_id:" + quoted(identity.userId()) + " AND identities.provider:"
				+ quoted(identity.provider());
		List<AccountId> owners = this.calls.search(deadline, (bearer) -> this.api.search(bearer, query)
			.map((response) -> AccountMapper.ownersOf(identity, response)));
		return owners.stream().filter((owner) -> !owner.primaryIdentity().equals(identity)).toList();
	}

	private static String quoted(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	/**
	 * Adds keys to an account's {@code user_metadata}.
	 * @throws Inconclusive where only reading the account tells whether they were added
	 */
	public void addUserMetadata(AccountId account, Metadata added, Deadline deadline) {
		MetadataPatch patch = new MetadataPatch(added);
		Metadata now = this.calls.write(Operation.PATCH, deadline,
				(bearer) -> this.api.patch(bearer, account.toString(), patch)
					.map((response) -> AccountMapper.userMetadata(account, response)));
		if (!now.keys().containsAll(added.keys())) {
			throw Auth0Errors.contradictoryResponse();
		}
	}

	/**
	 * Links an identity, and with it the account that it belongs to.
	 * @param connectionId the connection, where the provider has several
	 * @throws Inconclusive where only reading the account tells whether it is linked
	 */
	public Account link(AccountId account, IdentityKey identity, @Nullable String connectionId, Deadline deadline) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("provider", identity.provider());
		body.put("user_id", unambiguousUserId(identity));
		if (connectionId != null) {
			body.put("connection_id", connectionId);
		}
		Account linked = this.calls.write(Operation.LINK, deadline,
				(bearer) -> this.api.link(bearer, account.toString(), body)
					.map((response) -> AccountMapper.fromIdentities(account, response)));
		if (!linked.contains(identity)) {
			throw Auth0Errors.contradictoryResponse();
		}
		return linked;
	}

	// Auth0 strips the provider from a user_id that begins with it. One that really does
	// has to be sent with the provider in front, or it means another identity.
	private static String unambiguousUserId(IdentityKey identity) {
		boolean ambiguous = identity.userId().startsWith(identity.provider() + "|");
		return ambiguous ? identity.toString() : identity.userId();
	}

	/**
	 * Unlinks an identity.
	 * @throws Inconclusive where only reading the account tells whether it is still
	 * linked
	 */
	public Account unlink(AccountId account, IdentityKey identity, Deadline deadline) {
		Account left = this.calls.write(Operation.UNLINK, deadline,
				(bearer) -> this.api.unlink(bearer, account.toString(), identity.provider(), identity.userId())
					.map((response) -> AccountMapper.fromIdentities(account, response)));
		if (left.contains(identity)) {
			throw Auth0Errors.contradictoryResponse();
		}
		return left;
	}

	/**
	 * Asks Auth0 to end all sessions and refresh tokens of an account. It may be repeated
	 * safely.
	 */
	public void revokeAccess(AccountId account, Deadline deadline) {
		this.calls.revoke(deadline, (bearer) -> this.api.revokeAccess(bearer, account.toString(), Map.of())
			.doOnNext(AccountMapper::requireAccepted));
	}

	/**
	 * What to read of an account's metadata.
	 */
	public enum MetadataScope {

		/** Nothing. */
		NONE("app_metadata,user_metadata,"),
		/** {@code user_metadata}. */
		USER("app_metadata,"),
		/** {@code user_metadata} and {@code app_metadata}. */
		ALL("");

		private final String leftOut;

		MetadataScope(String leftOut) {
			this.leftOut = leftOut;
		}

		String leftOut() {
			return this.leftOut + "created_at,updated_at,last_ip,last_login,logins_count";
		}

		@Nullable Metadata ofUser(Metadata read) {
			return (this == NONE) ? null : read;
		}

		@Nullable Metadata ofApp(Metadata read) {
			return (this == ALL) ? read : null;
		}

		private MetadataScope smaller() {
			return (this == ALL) ? USER : NONE;
		}

	}

}
