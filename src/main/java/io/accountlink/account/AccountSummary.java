package io.accountlink.account;

import java.util.Optional;

/**
 * What a look-up by e-mail address tells about an account.
 *
 * @param id the Auth0 user id
 * @param login its own first identity
 * @param profile the account's own address, and whether it is verified
 * @param blocked whether an administrator has blocked the account
 */
public record AccountSummary(AccountId id, Identity login, Profile profile, boolean blocked) {

	/**
	 * Returns the address if it is verified.
	 */
	public Optional<String> verifiedEmail() {
		return Optional.ofNullable(this.profile.email())
			.filter((address) -> !address.isEmpty() && Boolean.TRUE.equals(this.profile.emailVerified()));
	}

	@Override
	public String toString() {
		return "AccountSummary[" + this.id + ", personal data withheld]";
	}

}
