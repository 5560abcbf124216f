package io.accountlink.idtoken;

import io.accountlink.account.AccountId;

/**
 * The result of a successful verification.
 *
 * @param account the secondary account, from the {@code sub} claim
 * @param requiresEmailCheck whether the token names no e-mail address, so that the
 * account itself has to be read to check that its address is verified; never {@code true}
 * where unverified addresses are allowed
 */
public record VerifiedIdToken(AccountId account, boolean requiresEmailCheck) {
}
