package io.accountlink.idtoken;

import java.time.Instant;

import io.accountlink.account.AccountId;

/**
 * The result of a successful verification.
 *
 * @param account the secondary account, from the {@code sub} claim
 * @param id unique identifier of the token
 * @param usableUntil when the token expires or is too old, whichever is first
 */
public record VerifiedIdToken(AccountId account, String id, Instant usableUntil) {
}
