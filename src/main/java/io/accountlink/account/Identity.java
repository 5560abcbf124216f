package io.accountlink.account;

import java.util.Set;

/**
 * One login of an account, as Auth0 lists it under {@code identities}.
 *
 * @param provider the Auth0 strategy, such as {@code google-oauth2}
 * @param userId the user id at the provider; an integer from Auth0 is kept digit for
 * digit
 * @param connection the name of the Auth0 connection
 * @param isSocial whether the connection is a social one
 * @param isPrimary whether this is the account's own first identity, which can't be
 * unlinked
 * @param profile the provider's data about the user
 */
public record Identity(String provider, String userId, String connection, boolean isSocial, boolean isPrimary,
		Profile profile) {

	private static final Set<String> SELF_REGISTERED = Set.of("auth0", "sms");

	public boolean hasKey(IdentityKey key) {
		return this.provider.equals(key.provider()) && this.userId.equals(key.userId());
	}

	/**
	 * Whether anybody may sign up at Auth0 itself with any address, and gets in by a
	 * phone number as well: by a password, or by a code in an SMS.
	 */
	public boolean permitsSelfRegistration() {
		return SELF_REGISTERED.contains(this.provider);
	}

	/**
	 * This identity once its account is linked into another.
	 */
	public Identity asSecondary() {
		return new Identity(this.provider, this.userId, this.connection, this.isSocial, false, this.profile);
	}

}
