package io.accountlink.account;

/**
 * One login of an account.
 *
 * @param provider the strategy that the login goes through, such as {@code google-oauth2}
 * @param userId the provider's own id of the user; always a string, an integer's digits
 * kept as they are
 * @param connection the name of the Auth0 connection
 * @param isSocial whether the connection is a social one
 * @param isPrimary whether this is the account's own first identity, which can't be
 * unlinked
 * @param profile what the provider says of the user
 */
public record Identity(String provider, String userId, String connection, boolean isSocial, boolean isPrimary,
		Profile profile) {

	public boolean is(IdentityKey key) {
		return this.provider.equals(key.provider()) && this.userId.equals(key.userId());
	}

}
