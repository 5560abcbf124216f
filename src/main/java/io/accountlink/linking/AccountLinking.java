package io.accountlink.linking;

import java.util.Optional;
import java.util.function.Predicate;

import io.accountlink.access.AccountRequest;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.Account;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.IdentityKey;
import io.accountlink.audit.Success;
import io.accountlink.auth0.Auth0Accounts;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.carryover.MetadataCarryOver;
import io.accountlink.carryover.MetadataPlan;
import io.accountlink.linking.AccountPairs.AccountPair;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.Reconciliation;
import io.accountlink.upstream.UpstreamException.Inconclusive;

import org.springframework.stereotype.Component;

/**
 * Use cases of the API: establish the identity, read what has to be known, call Auth0,
 * and reconcile by reading the account where the outcome is unknown.
 */
@Component
class AccountLinking {

	private static final int MAX_HITS = 2;

	private final SecondaryAccounts secondaries;

	private final AccountPairs pairs;

	private final MetadataCarryOver metadata;

	private final Auth0Accounts auth0;

	private final AccessRevocation access;

	AccountLinking(SecondaryAccounts secondaries, AccountPairs pairs, MetadataCarryOver metadata, Auth0Accounts auth0,
			AccessRevocation access) {
		this.secondaries = secondaries;
		this.pairs = pairs;
		this.metadata = metadata;
		this.auth0 = auth0;
		this.access = access;
	}

	Account list(AccountRequest request) {
		return this.auth0.read(request.account(), request.deadline());
	}

	/**
	 * Finds the account that an id leads to today. A user's own account is simply read.
	 */
	Account find(AccountRequest request) {
		try {
			return list(request);
		}
		catch (ProblemException problem) {
			if (problem.type() != ProblemType.ACCOUNT_NOT_FOUND || request.caller().kind() == Kind.USER) {
				throw problem;
			}
			return findOwner(request.account().primaryIdentity(), request.deadline());
		}
	}

	// The search lags in both directions, so its hits are read.
	private Account findOwner(IdentityKey identity, Deadline deadline) {
		return this.auth0.findOwners(identity, deadline)
			.stream()
			.limit(MAX_HITS)
			.flatMap((owner) -> this.auth0.find(owner, deadline).stream())
			.filter((owner) -> owner.contains(identity))
			.findFirst()
			.orElseThrow(() -> ProblemType.ACCOUNT_NOT_FOUND.withDetail(
					"Auth0 has no such account, and the account was not found by search. Auth0's search follows some seconds behind a link, so an account that was just linked may not be found yet."));
	}

	LinkResult link(LinkRequest body, AccountRequest request) {
		SecondaryAccount secondary = this.secondaries.establish(body, request);
		LinkResult result = prepare(secondary, request).map((account) -> new LinkResult(account, false))
			.orElseGet(() -> sendLink(secondary, request));
		request.audit().succeed(result.isNew() ? Success.LINKED : Success.ALREADY_LINKED, result.account());
		return result;
	}

	/**
	 * Does what comes before the link: reads both accounts where something has to be
	 * known of them, uses the ID token up, and carries metadata over.
	 * @return the account where the identity is linked to it already
	 * @throws ProblemException if nothing may be linked; the detail says so
	 */
	private Optional<Account> prepare(SecondaryAccount secondary, AccountRequest request) {
		if (!secondary.isProven() && !this.metadata.isEnabled()) {
			return Optional.empty();
		}
		try {
			AccountPair pair = this.pairs.read(secondary, this.metadata.scope(), this.metadata.scope(), request);
			if (pair.isLinked()) {
				return Optional.of(pair.primary().account());
			}
			MetadataPlan plan = this.metadata.plan(pair.primary(), pair.secondary());
			this.secondaries.useUp(secondary, request);
			this.metadata.write(plan, request);
			return Optional.empty();
		}
		catch (ProblemException problem) {
			throw problem.withMoreDetail("Nothing was linked by this request.");
		}
	}

	private LinkResult sendLink(SecondaryAccount secondary, AccountRequest request) {
		IdentityKey identity = secondary.identity();
		request.audit().announceWrite();
		try {
			return new LinkResult(
					this.auth0.link(request.account(), identity, secondary.connectionId(), request.deadline()), true);
		}
		catch (Inconclusive inconclusive) {
			Account now = reconcile(inconclusive, (found) -> found.contains(identity), request);
			return new LinkResult(now, !inconclusive.isNotCarriedOut());
		}
	}

	/**
	 * Unlinks an identity. What was read before and isn't linked needs no call.
	 */
	Account unlink(IdentityKey given, AccountRequest request) {
		requireNotPrimary(given, request);
		Optional<Account> before = readBeforeUnlink(given, request);
		IdentityKey identity = before.map((account) -> resolve(given, account)).orElse(given);
		requireNotPrimary(identity, request);
		Account left = before.filter((account) -> !account.contains(identity))
			.orElseGet(() -> sendUnlink(identity, request));
		request.audit().succeed(Success.UNLINKED, left);
		this.access.revoke(request);
		return left;
	}

	private static void requireNotPrimary(IdentityKey identity, AccountRequest request) {
		request.audit().setIdentity(identity);
		if (request.account().primaryIdentity().equals(identity)) {
			throw ProblemType.PRIMARY_IDENTITY.problem();
		}
	}

	// The identity that a user takes out would be an account without the block.
	private Optional<Account> readBeforeUnlink(IdentityKey given, AccountRequest request) {
		boolean isOwn = request.account().toString().equals(request.caller().subject());
		if (!isOwn && given.equals(withoutPrefix(given))) {
			return Optional.empty();
		}
		AccountDetails details = this.auth0.readDetails(request.account(), MetadataScope.NONE, request.deadline());
		if (isOwn) {
			LinkPolicy.requirePrimaryNotBlocked(details);
		}
		return Optional.of(details.account());
	}

	// A user_id that begins with its provider is a pasted account id, unless the account
	// has an identity of exactly this user_id.
	private static IdentityKey resolve(IdentityKey given, Account account) {
		return account.contains(given) ? given : withoutPrefix(given);
	}

	private static IdentityKey withoutPrefix(IdentityKey given) {
		return IdentityKey.withoutProviderPrefix(given.provider(), given.userId());
	}

	private Account sendUnlink(IdentityKey identity, AccountRequest request) {
		request.audit().announceWrite();
		try {
			return this.auth0.unlink(request.account(), identity, request.deadline());
		}
		catch (Inconclusive inconclusive) {
			return reconcile(inconclusive, (found) -> !found.contains(identity), request);
		}
	}

	private Account reconcile(Inconclusive write, Predicate<Account> isDone, AccountRequest request) {
		Account now = Reconciliation.read(write,
				() -> this.auth0.read(request.account(), request.deadline().forReconciliation()),
				request.audit()::markOutcomeUnknown);
		if (!isDone.test(now)) {
			throw Reconciliation.notFound(write, request.audit()::markOutcomeUnknown);
		}
		return now;
	}

	/**
	 * An account with the identity linked to it.
	 *
	 * @param account as it is now
	 * @param isNew whether this very request linked it
	 */
	record LinkResult(Account account, boolean isNew) {
	}

}
