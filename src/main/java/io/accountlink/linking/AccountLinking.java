package io.accountlink.linking;

import java.util.function.Predicate;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.attempt.Attempt;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.auth0.Auth0Lookup;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

import org.springframework.stereotype.Component;

/**
 * Use cases of the API: authorize the caller, establish the identity, call Auth0, and
 * reconcile by reading the account where the outcome is unknown.
 */
@Component
class AccountLinking {

	private static final int MAX_HITS = 2;

	private final AccountAccess access;

	private final SecondaryAccounts secondaries;

	private final MetadataCarryOver metadata;

	private final Auth0Identities auth0;

	private final Auth0Lookup lookup;

	AccountLinking(AccountAccess access, SecondaryAccounts secondaries, MetadataCarryOver metadata,
			Auth0Identities auth0, Auth0Lookup lookup) {
		this.access = access;
		this.secondaries = secondaries;
		this.metadata = metadata;
		this.auth0 = auth0;
		this.lookup = lookup;
	}

	LinkedIdentities list(Caller caller, AccountId account, Attempt attempt) {
		this.access.requireAccount(caller, account);
		return this.auth0.read(account, attempt.deadline());
	}

	/**
	 * Finds the account that an id leads to today. A user's own account is simply read.
	 */
	LinkedIdentities find(Caller caller, AccountId account, Attempt attempt) {
		this.access.requireAccount(caller, account);
		try {
			return this.auth0.read(account, attempt.deadline());
		}
		catch (ProblemException problem) {
			if (problem.type() != ProblemType.ACCOUNT_NOT_FOUND || caller.kind() == Kind.USER) {
				throw problem;
			}
			return findOwner(account.primaryIdentity(), attempt);
		}
	}

	// The search lags in both directions, so its hits are read.
	private LinkedIdentities findOwner(IdentityKey identity, Attempt attempt) {
		return this.lookup.findOwners(identity, attempt.deadline())
			.stream()
			.limit(MAX_HITS)
			.flatMap((owner) -> this.auth0.find(owner, attempt.deadline()).stream())
			.filter((owner) -> owner.contains(identity))
			.findFirst()
			.orElseThrow(() -> ProblemType.ACCOUNT_NOT_FOUND.withDetail(
					"Auth0 has no such account, and the account was not found by search. Auth0's search follows some seconds behind a link, so an account that was just linked may not be found yet."));
	}

	Link link(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		SecondaryAccount secondary = this.secondaries.ofLink(caller, account, request, attempt);
		Link link = this.metadata.isEnabled() ? linkWithMetadata(account, secondary, attempt)
				: linkWithoutMetadata(account, secondary, attempt);
		attempt.setSuccessCode(link.isNew() ? "linked" : "already_linked");
		return link;
	}

	private Link linkWithMetadata(AccountId account, SecondaryAccount secondary, Attempt attempt) {
		return this.metadata.carryOver(account, secondary, attempt)
			.map((linked) -> new Link(linked, false))
			.orElseGet(() -> link(account, secondary, attempt));
	}

	// An account that Auth0 does not have may be linked already: the link call decides.
	private Link linkWithoutMetadata(AccountId account, SecondaryAccount secondary, Attempt attempt) {
		if (secondary.requiresEmailCheck()) {
			this.auth0.readEmail(secondary.account(), attempt.deadline()).ifPresent(secondary::requireVerifiedEmail);
		}
		return link(account, secondary, attempt);
	}

	private Link link(AccountId account, SecondaryAccount secondary, Attempt attempt) {
		IdentityKey identity = secondary.identity();
		try {
			return new Link(this.auth0.link(account, identity, secondary.connectionId(), attempt.deadline()), true);
		}
		catch (OutcomeUnknown unknown) {
			LinkedIdentities now = reconcile(account, unknown, (found) -> found.contains(identity), attempt);
			return new Link(now, !unknown.isNotCarriedOut());
		}
	}

	LinkedIdentities unlink(Caller caller, AccountId account, IdentityKey identity, Attempt attempt) {
		attempt.setIdentity(identity);
		this.access.requireAccount(caller, account);
		IdentityKey resolved = resolve(account, identity, attempt);
		attempt.setIdentity(resolved);
		if (account.primaryIdentity().equals(resolved)) {
			throw ProblemType.PRIMARY_IDENTITY.withDetail("An account's own first identity can't be unlinked.");
		}
		LinkedIdentities left = unlink(account, resolved, attempt);
		attempt.setSuccessCode("unlinked");
		return left;
	}

	// A user_id that begins with its provider is a pasted account id, unless the account
	// has an identity of exactly this user_id.
	private IdentityKey resolve(AccountId account, IdentityKey given, Attempt attempt) {
		IdentityKey withoutPrefix = IdentityKey.withoutProviderPrefix(given.provider(), given.userId());
		boolean exact = given.equals(withoutPrefix) || account.primaryIdentity().equals(given)
				|| this.auth0.read(account, attempt.deadline()).contains(given);
		return exact ? given : withoutPrefix;
	}

	private LinkedIdentities unlink(AccountId account, IdentityKey identity, Attempt attempt) {
		try {
			return this.auth0.unlink(account, identity, attempt.deadline());
		}
		catch (OutcomeUnknown unknown) {
			return reconcile(account, unknown, (found) -> !found.contains(identity), attempt);
		}
	}

	private LinkedIdentities reconcile(AccountId account, OutcomeUnknown unknown, Predicate<LinkedIdentities> isDone,
			Attempt attempt) {
		attempt.deadline().releaseReserve();
		LinkedIdentities now = Reconciliation.read(unknown, () -> this.auth0.read(account, attempt.deadline()),
				attempt);
		if (!isDone.test(now)) {
			throw Reconciliation.notFound(unknown, attempt);
		}
		return now;
	}

	/**
	 * An account with the identity linked to it.
	 *
	 * @param account as it is now
	 * @param isNew whether this very request linked it
	 */
	record Link(LinkedIdentities account, boolean isNew) {
	}

}
