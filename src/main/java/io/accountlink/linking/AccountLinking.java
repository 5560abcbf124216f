package io.accountlink.linking;

import java.util.Optional;
import java.util.function.Predicate;

import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Metadata;
import io.accountlink.attempt.Attempt;
import io.accountlink.attempt.Reconciliation;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
import io.accountlink.auth0.Auth0Lookup;
import io.accountlink.linking.AccountPairs.AccountPair;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

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

	private final Auth0Identities auth0;

	private final Auth0Lookup lookup;

	AccountLinking(SecondaryAccounts secondaries, AccountPairs pairs, MetadataCarryOver metadata, Auth0Identities auth0,
			Auth0Lookup lookup) {
		this.secondaries = secondaries;
		this.pairs = pairs;
		this.metadata = metadata;
		this.auth0 = auth0;
		this.lookup = lookup;
	}

	LinkedIdentities list(Attempt attempt) {
		return this.auth0.read(attempt.account(), attempt.deadline());
	}

	/**
	 * Finds the account that an id leads to today. A user's own account is simply read.
	 */
	LinkedIdentities find(Attempt attempt) {
		try {
			return list(attempt);
		}
		catch (ProblemException problem) {
			if (problem.type() != ProblemType.ACCOUNT_NOT_FOUND || attempt.caller().kind() == Kind.USER) {
				throw problem;
			}
			return findOwner(attempt.account().primaryIdentity(), attempt);
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

	Link link(LinkRequest request, Attempt attempt) {
		SecondaryAccount secondary = this.secondaries.establish(request, attempt);
		Link link = prepare(secondary, attempt).map((account) -> new Link(account, false))
			.orElseGet(() -> link(secondary, attempt));
		attempt.succeed(link.isNew() ? "linked" : "already_linked", link.account());
		return link;
	}

	/**
	 * Does what comes before the link: reads both accounts where something has to be
	 * known of them, uses the ID token up, and carries metadata over.
	 * @return the account where the identity is linked to it already
	 * @throws ProblemException if nothing may be linked; the detail says so
	 */
	private Optional<LinkedIdentities> prepare(SecondaryAccount secondary, Attempt attempt) {
		if (!secondary.isProven() && !this.metadata.isEnabled()) {
			return Optional.empty();
		}
		try {
			AccountPair pair = this.pairs.read(secondary, this.metadata.scope(), this.metadata.scope(), attempt);
			if (pair.isLinked()) {
				return Optional.of(pair.primary().account());
			}
			Metadata missing = this.metadata.missing(pair);
			this.secondaries.useUp(secondary, attempt);
			this.metadata.write(missing, attempt);
			return Optional.empty();
		}
		catch (ProblemException problem) {
			throw problem.withMoreDetail("Nothing was linked by this request.");
		}
	}

	private Link link(SecondaryAccount secondary, Attempt attempt) {
		IdentityKey identity = secondary.identity();
		attempt.announceWrite();
		try {
			return new Link(this.auth0.link(attempt.account(), identity, secondary.connectionId(), attempt.deadline()),
					true);
		}
		catch (OutcomeUnknown unknown) {
			LinkedIdentities now = reconcile(unknown, (found) -> found.contains(identity), attempt);
			return new Link(now, !unknown.isNotCarriedOut());
		}
	}

	/**
	 * Unlinks an identity. What was read before and isn't linked needs no call.
	 */
	LinkedIdentities unlink(IdentityKey given, Attempt attempt) {
		requireNotPrimary(given, attempt);
		Optional<LinkedIdentities> before = readBeforeUnlink(given, attempt);
		IdentityKey identity = before.isPresent() ? resolve(given, before.get()) : given;
		requireNotPrimary(identity, attempt);
		LinkedIdentities left = before.filter((account) -> !account.contains(identity))
			.orElseGet(() -> sendUnlink(identity, attempt));
		attempt.succeed("unlinked", left);
		return left;
	}

	private static void requireNotPrimary(IdentityKey identity, Attempt attempt) {
		attempt.setIdentity(identity);
		if (attempt.account().primaryIdentity().equals(identity)) {
			throw ProblemType.PRIMARY_IDENTITY.withDetail("An account's own first identity can't be unlinked.");
		}
	}

	// The identity that a user takes out would be an account without the block.
	private Optional<LinkedIdentities> readBeforeUnlink(IdentityKey given, Attempt attempt) {
		boolean isOwn = attempt.account().toString().equals(attempt.caller().subject());
		if (!isOwn && given.equals(withoutPrefix(given))) {
			return Optional.empty();
		}
		AccountDetails details = this.auth0.readDetails(attempt.account(), MetadataScope.NONE, attempt.deadline());
		if (isOwn) {
			LinkPolicy.requirePrimaryNotBlocked(details);
		}
		return Optional.of(details.account());
	}

	// A user_id that begins with its provider is a pasted account id, unless the account
	// has an identity of exactly this user_id.
	private static IdentityKey resolve(IdentityKey given, LinkedIdentities account) {
		return account.contains(given) ? given : withoutPrefix(given);
	}

	private static IdentityKey withoutPrefix(IdentityKey given) {
		return IdentityKey.withoutProviderPrefix(given.provider(), given.userId());
	}

	private LinkedIdentities sendUnlink(IdentityKey identity, Attempt attempt) {
		attempt.announceWrite();
		try {
			return this.auth0.unlink(attempt.account(), identity, attempt.deadline());
		}
		catch (OutcomeUnknown unknown) {
			return reconcile(unknown, (found) -> !found.contains(identity), attempt);
		}
	}

	private LinkedIdentities reconcile(OutcomeUnknown unknown, Predicate<LinkedIdentities> isDone, Attempt attempt) {
		attempt.deadline().releaseReserve();
		LinkedIdentities now = Reconciliation.read(unknown, () -> list(attempt), attempt);
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
