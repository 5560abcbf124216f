package io.accountlink.linking;

import java.util.function.BiFunction;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.Profile;
import io.accountlink.attempt.Attempt;
import io.accountlink.idtoken.IdTokenVerifier;
import io.accountlink.idtoken.VerifiedIdToken;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Establishes the secondary account of a request: authorizes the caller, and verifies the
 * ID token where there is one.
 */
@Component
class SecondaryAccounts {

	private final AccountAccess access;

	private final IdTokenVerifier idTokens;

	SecondaryAccounts(AccountAccess access, IdTokenVerifier idTokens) {
		this.access = access;
		this.idTokens = idTokens;
	}

	/**
	 * Establishes the secondary account of a link, which uses up the ID token.
	 */
	SecondaryAccount ofLink(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		this.access.requireAccount(caller, account);
		return establish(caller, account, request, this.idTokens::verifyAndRegister, attempt);
	}

	/**
	 * Establishes the secondary account of a preview.
	 */
	SecondaryAccount ofPreview(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		this.access.requireAccount(caller, account);
		return establish(caller, account, request, this.idTokens::verify, attempt);
	}

	private SecondaryAccount establish(Caller caller, AccountId account, LinkRequest request,
			BiFunction<String, AccountId, VerifiedIdToken> verification, Attempt attempt) {
		SecondaryAccount secondary = switch (request) {
			case WithIdToken proof -> verified(verification.apply(proof.idToken(), account));
			case ByReference reference -> {
				this.access.requireLinkByReference(caller);
				yield new SecondaryAccount(reference.identity(), reference.connectionId(), false);
			}
		};
		attempt.setIdentity(secondary.identity());
		if (account.primaryIdentity().equals(secondary.identity())) {
			throw ProblemType.SAME_ACCOUNT.withDetail("An account can't be linked to itself.");
		}
		return secondary;
	}

	private static SecondaryAccount verified(VerifiedIdToken token) {
		return new SecondaryAccount(token.account().primaryIdentity(), null, token.requiresEmailCheck());
	}

	/**
	 * The account that is to be linked into another.
	 *
	 * @param identity its first identity
	 * @param connectionId the connection, if the provider has several
	 * @param requiresEmailCheck whether its own e-mail address has to be read and checked
	 */
	record SecondaryAccount(IdentityKey identity, @Nullable String connectionId, boolean requiresEmailCheck) {

		AccountId account() {
			return new AccountId(this.identity);
		}

		/**
		 * Requires a verified address where the account has one and the check is due.
		 * @throws io.accountlink.problem.ProblemException {@code email_unverified}
		 */
		void requireVerifiedEmail(Profile profile) {
			boolean hasAddress = profile.email() != null && !profile.email().isEmpty();
			if (this.requiresEmailCheck && hasAddress && !Boolean.TRUE.equals(profile.emailVerified())) {
				throw ProblemType.EMAIL_UNVERIFIED.withDetail("The secondary account's e-mail address isn't verified.");
			}
		}

	}

}
