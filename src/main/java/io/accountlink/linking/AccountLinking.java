package io.accountlink.linking;

import java.util.function.Predicate;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.idtoken.IdTokenVerifier;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

import org.springframework.stereotype.Component;

/**
 * Links, lists and unlinks: asks the policy, establishes which identity is meant, calls
 * Auth0 once, and where that leaves a doubt, looks.
 */
@Component
class AccountLinking {

	private final AccountAccess access;

	private final IdTokenVerifier idTokens;

	private final Auth0Identities auth0;

	AccountLinking(AccountAccess access, IdTokenVerifier idTokens, Auth0Identities auth0) {
		this.access = access;
		this.idTokens = idTokens;
		this.auth0 = auth0;
	}

	LinkedIdentities list(Caller caller, AccountId account, Attempt attempt) {
		this.access.requireAccount(caller, account);
		return this.auth0.of(account, attempt.deadline());
	}

	Link link(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		this.access.requireAccount(caller, account);
		ByReference secondary = establish(caller, account, request);
		attempt.setIdentity(secondary.identity());
		requireDifferent(account, secondary.identity());
		Link link = link(account, secondary, attempt);
		attempt.succeedWith(link.isNew() ? "linked" : "already_linked");
		return link;
	}

	private ByReference establish(Caller caller, AccountId account, LinkRequest request) {
		return switch (request) {
			case WithIdToken proof ->
				new ByReference(this.idTokens.verify(proof.idToken(), account).account().ownIdentity(), null);
			case ByReference reference -> {
				this.access.requireLinkByReference(caller);
				yield reference;
			}
		};
	}

	private static void requireDifferent(AccountId account, IdentityKey identity) {
		if (account.ownIdentity().equals(identity)) {
			throw ProblemType.SAME_ACCOUNT.because("An account can't be linked to itself.");
		}
	}

	private Link link(AccountId account, ByReference secondary, Attempt attempt) {
		IdentityKey identity = secondary.identity();
		try {
			return new Link(this.auth0.link(account, identity, secondary.connectionId(), attempt.deadline()), true);
		}
		catch (OutcomeUnknown doubt) {
			LinkedIdentities now = settle(account, doubt, (found) -> found.contains(identity), attempt);
			return new Link(now, !doubt.saysMadeBefore());
		}
	}

	LinkedIdentities unlink(Caller caller, AccountId account, IdentityKey identity, Attempt attempt) {
		attempt.setIdentity(identity);
		this.access.requireAccount(caller, account);
		IdentityKey meant = meant(account, identity, attempt);
		attempt.setIdentity(meant);
		if (account.ownIdentity().equals(meant)) {
			throw ProblemType.PRIMARY_IDENTITY.because("An account's own first identity can't be unlinked.");
		}
		LinkedIdentities left = unlink(account, meant, attempt);
		attempt.succeedWith("unlinked");
		return left;
	}

	// A user id that begins with its provider is a whole account id that somebody pasted,
	// unless the account shows just this one.
	private IdentityKey meant(AccountId account, IdentityKey given, Attempt attempt) {
		IdentityKey pasted = IdentityKey.withoutProviderPrefix(given.provider(), given.userId());
		boolean asGiven = given.equals(pasted) || account.ownIdentity().equals(given)
				|| this.auth0.of(account, attempt.deadline()).contains(given);
		return asGiven ? given : pasted;
	}

	private LinkedIdentities unlink(AccountId account, IdentityKey identity, Attempt attempt) {
		try {
			return this.auth0.unlink(account, identity, attempt.deadline());
		}
		catch (OutcomeUnknown doubt) {
			return settle(account, doubt, (found) -> !found.contains(identity), attempt);
		}
	}

	// The answer is what the account shows, whatever the call looked like.
	private LinkedIdentities settle(AccountId account, OutcomeUnknown doubt, Predicate<LinkedIdentities> isDone,
			Attempt attempt) {
		LinkedIdentities now = look(account, attempt);
		if (!isDone.test(now)) {
			throw doubt.problem();
		}
		return now;
	}

	private LinkedIdentities look(AccountId account, Attempt attempt) {
		try {
			return this.auth0.of(account, attempt.deadline());
		}
		catch (ProblemException unreadable) {
			if (unreadable.type() == ProblemType.ACCOUNT_NOT_FOUND) {
				throw unreadable;
			}
			attempt.markOutcomeUnknown();
			ProblemException unknown = ProblemType.AUTH0_TIMEOUT
				.because("Auth0 didn't say in time whether it is done. The request may be repeated safely.");
			throw unreadable.retryAfter().map(unknown::retryAfter).orElse(unknown);
		}
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
