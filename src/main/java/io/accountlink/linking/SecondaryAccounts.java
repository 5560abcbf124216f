package io.accountlink.linking;

import io.accountlink.access.AccountAccess;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.attempt.Attempt;
import io.accountlink.idtoken.IdTokenVerifier;
import io.accountlink.idtoken.VerifiedIdToken;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Establishes the secondary account of a request without a call to Auth0: verifies the ID
 * token, or requires the right to link without one.
 */
@Component
class SecondaryAccounts {

	private final AccountAccess access;

	private final IdTokenVerifier idTokens;

	SecondaryAccounts(AccountAccess access, IdTokenVerifier idTokens) {
		this.access = access;
		this.idTokens = idTokens;
	}

	SecondaryAccount establish(LinkRequest request, Attempt attempt) {
		SecondaryAccount secondary = switch (request) {
			case WithIdToken shown -> proven(this.idTokens.verify(shown.idToken()));
			case ByReference reference -> {
				this.access.requireLinkByReference(attempt.caller());
				yield new SecondaryAccount(reference.identity(), reference.connectionId(), null);
			}
		};
		attempt.setIdentity(secondary.identity());
		if (attempt.account().primaryIdentity().equals(secondary.identity())) {
			throw ProblemType.SAME_ACCOUNT.withDetail("An account can't be linked to itself.");
		}
		return secondary;
	}

	/**
	 * Uses the ID token up, where there is one, for the primary account.
	 * @throws io.accountlink.problem.ProblemException {@code id_token_used},
	 * {@code overloaded}
	 */
	void useUp(SecondaryAccount secondary, Attempt attempt) {
		if (secondary.proof() != null) {
			this.idTokens.register(secondary.proof(), attempt.account());
		}
	}

	/**
	 * Requires what {@link #useUp} requires.
	 */
	void requireAvailable(SecondaryAccount secondary, Attempt attempt) {
		if (secondary.proof() != null) {
			this.idTokens.requireAvailable(secondary.proof(), attempt.account());
		}
	}

	private static SecondaryAccount proven(VerifiedIdToken proof) {
		return new SecondaryAccount(proof.account().primaryIdentity(), null, proof);
	}

	/**
	 * The account that is to be linked into another.
	 *
	 * @param identity its first identity
	 * @param connectionId the connection, if the provider has several
	 * @param proof the ID token that proves it; {@code null} where it is linked by
	 * reference
	 */
	record SecondaryAccount(IdentityKey identity, @Nullable String connectionId, @Nullable VerifiedIdToken proof) {

		AccountId account() {
			return new AccountId(this.identity);
		}

		boolean isProven() {
			return this.proof != null;
		}

	}

}
