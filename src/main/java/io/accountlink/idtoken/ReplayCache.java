package io.accountlink.idtoken;

import java.time.Instant;

import io.accountlink.account.AccountId;

/**
 * Replay detection for ID tokens: an ID token serves the primary account for which it was
 * used first, so that a stolen one is of no use for another account.
 */
interface ReplayCache {

	/**
	 * Registers the use of an ID token for a primary account.
	 * @param token unique identifier of the ID token
	 * @param expiresAt when the ID token is too old to be accepted, by the wall clock
	 * @return {@code false} if the ID token was used for another account before
	 * @throws io.accountlink.problem.ProblemException {@code overloaded} if the cache is
	 * full; it never evicts an ID token that could still be replayed
	 */
	boolean register(String token, AccountId account, Instant expiresAt);

	/**
	 * Whether {@link #register} would accept an ID token for a primary account now.
	 */
	boolean isAvailable(String token, AccountId account);

}
