package io.accountlink.idtoken;

import java.time.Instant;

import io.accountlink.account.AccountId;

/**
 * Remembers for which account an ID token was shown first, until it is too old anyway:
 * who steals one later can't take it to an account of their own.
 */
interface ReplayCache {

	/**
	 * Uses a token for an account.
	 * @param token what tells it from all others
	 * @return whether the token was free, or is this account's already
	 */
	boolean register(String token, AccountId account, Instant until);

}
