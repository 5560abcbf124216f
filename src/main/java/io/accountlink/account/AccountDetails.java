package io.accountlink.account;

import org.jspecify.annotations.Nullable;

/**
 * An account as one read shows it.
 *
 * @param account the account with its identities
 * @param firstListed the identity that Auth0 lists first
 * @param profile the account's own profile, which is not that of an identity
 * @param userMetadata its {@code user_metadata}; {@code null} where it was not asked for
 * or is too large to read
 * @param appMetadata its {@code app_metadata}; {@code null} likewise
 */
public record AccountDetails(LinkedIdentities account, Identity firstListed, Profile profile,
		@Nullable Metadata userMetadata, @Nullable Metadata appMetadata) {

	/**
	 * Whether Auth0 lists the identity first.
	 */
	public boolean isOf(IdentityKey identity) {
		return this.firstListed.is(identity);
	}

	public AccountDetails withoutAppMetadata() {
		return new AccountDetails(this.account, this.firstListed, this.profile, this.userMetadata, null);
	}

	public AccountDetails withoutMetadata() {
		return new AccountDetails(this.account, this.firstListed, this.profile, null, null);
	}

	@Override
	public String toString() {
		return "AccountDetails[" + this.account.accountId() + ", personal data withheld]";
	}

}
