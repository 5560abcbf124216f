package io.accountlink.idtoken;

import java.time.Instant;

import io.accountlink.account.AccountId;

/**
 * The result of a successful verification.
 *
 * @param account the secondary account, from the {@code sub} claim
 * @param id unique identifier of the token
 * @param expiresAt when it expires
 * @param freshUntil when the login is too old
 */
public record VerifiedIdToken(AccountId account, String id, Instant expiresAt, Instant freshUntil) {

	Instant usableUntil() {
		return this.freshUntil.isBefore(this.expiresAt) ? this.freshUntil : this.expiresAt;
	}

}
