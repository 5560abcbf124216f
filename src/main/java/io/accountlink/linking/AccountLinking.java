package io.accountlink.linking;

import java.util.function.Predicate;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Profile;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.idtoken.IdTokenVerifier;
import io.accountlink.idtoken.VerifiedIdToken;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

import org.springframework.stereotype.Component;

/**
 * Use cases of the API: authorize the caller, establish the identity, call Auth0 once,
 * and reconcile by reading the account where the outcome is unknown.
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
		return this.auth0.read(account, attempt.deadline());
	}

	Link link(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		this.access.requireAccount(caller, account);
		ByReference secondary = switch (request) {
			case WithIdToken proof -> verify(proof, account, attempt);
			case ByReference reference -> {
				this.access.requireLinkByReference(caller);
				requireDifferent(account, reference.identity(), attempt);
				yield reference;
			}
		};
		Link link = link(account, secondary, attempt);
		attempt.setSuccessCode(link.isNew() ? "linked" : "already_linked");
		return link;
	}

	private ByReference verify(WithIdToken proof, AccountId account, Attempt attempt) {
		VerifiedIdToken verified = this.idTokens.verify(proof.idToken(), account);
		IdentityKey identity = verified.account().primaryIdentity();
		requireDifferent(account, identity, attempt);
		if (verified.requiresEmailCheck()) {
			requireVerifiedEmail(verified.account(), attempt);
		}
		return new ByReference(identity, null);
	}

	private static void requireDifferent(AccountId account, IdentityKey identity, Attempt attempt) {
		attempt.setIdentity(identity);
		if (account.primaryIdentity().equals(identity)) {
			throw ProblemType.SAME_ACCOUNT.withDetail("An account can't be linked to itself.");
		}
	}

	// An account that Auth0 does not have may be linked already: the link call decides.
	private void requireVerifiedEmail(AccountId secondary, Attempt attempt) {
		if (this.auth0.readEmail(secondary, attempt.deadline()).filter(AccountLinking::isUnverified).isPresent()) {
			throw ProblemType.EMAIL_UNVERIFIED.withDetail("The secondary account's e-mail address isn't verified.");
		}
	}

	private static boolean isUnverified(Profile profile) {
		return profile.email() != null && !profile.email().isEmpty() && !Boolean.TRUE.equals(profile.emailVerified());
	}

	private Link link(AccountId account, ByReference secondary, Attempt attempt) {
		IdentityKey identity = secondary.identity();
		try {
			return new Link(this.auth0.link(account, identity, secondary.connectionId(), attempt.deadline()), true);
		}
		catch (OutcomeUnknown unknown) {
			LinkedIdentities now = reconcile(account, unknown, (found) -> found.contains(identity), attempt);
			return new Link(now, !unknown.isPossibleDuplicate());
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

	// A pending write may take effect after the read. A read that does not find the
	// change is then inconclusive.
	private LinkedIdentities reconcile(AccountId account, OutcomeUnknown unknown, Predicate<LinkedIdentities> isDone,
			Attempt attempt) {
		LinkedIdentities now = readAfterWrite(account, unknown, attempt);
		if (isDone.test(now)) {
			return now;
		}
		if (unknown.isPending()) {
			attempt.markOutcomeUnknown();
			throw outcomeUnknown();
		}
		throw unknown.problem();
	}

	private LinkedIdentities readAfterWrite(AccountId account, OutcomeUnknown unknown, Attempt attempt) {
		attempt.deadline().releaseReserve();
		try {
			return this.auth0.read(account, attempt.deadline());
		}
		catch (ProblemException failed) {
			if (failed.type() == ProblemType.ACCOUNT_NOT_FOUND && !unknown.isPending()) {
				throw failed;
			}
			attempt.markOutcomeUnknown();
			throw failed.retryAfter().map(outcomeUnknown()::retryAfter).orElseGet(AccountLinking::outcomeUnknown);
		}
	}

	private static ProblemException outcomeUnknown() {
		return ProblemType.AUTH0_TIMEOUT.withDetail(
				"Auth0 gave no definite answer, so the outcome is unknown. The request may be repeated safely.");
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
