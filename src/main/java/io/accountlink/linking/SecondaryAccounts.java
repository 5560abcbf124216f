package io.accountlink.linking;

import io.accountlink.access.AccountRequest;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
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

	private final IdTokenVerifier idTokens;

	SecondaryAccounts(IdTokenVerifier idTokens) {
		this.idTokens = idTokens;
	}

	SecondaryAccount establish(LinkRequest body, AccountRequest request) {
		SecondaryAccount secondary = switch (body) {
			case WithIdToken shown -> proven(this.idTokens.verify(shown.idToken()));
			case ByReference reference -> {
				request.caller().requireLinkByReference();
				yield new SecondaryAccount(reference.identity(), reference.connectionId(), null);
			}
		};
		request.audit().setIdentity(secondary.identity());
		if (request.account().primaryIdentity().equals(secondary.identity())) {
			throw ProblemType.SAME_ACCOUNT.problem();
		}
		return secondary;
	}

	/**
	 * Uses the ID token up, where there is one, for the primary account.
	 * @throws io.accountlink.problem.ProblemException {@code id_token_used},
	 * {@code overloaded}
	 */
	void useUp(SecondaryAccount secondary, AccountRequest request) {
		if (secondary.proof() != null) {
			this.idTokens.register(secondary.proof(), request.account());
		}
	}

	/**
	 * Requires what {@link #useUp} requires.
	 */
	void requireAvailable(SecondaryAccount secondary, AccountRequest request) {
		if (secondary.proof() != null) {
			this.idTokens.requireAvailable(secondary.proof(), request.account());
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
