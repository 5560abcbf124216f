package io.accountlink.account;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.accountlink.account.Address.Verification;
import org.jspecify.annotations.Nullable;

/**
 * An account as one read shows it.
 *
 * @param account the account with its identities
 * @param firstListed the identity that Auth0 lists first
 * @param addresses the account's own addresses, which are not those of an identity
 * @param isBlocked whether an administrator has blocked the account
 * @param userMetadata its {@code user_metadata}; {@code null} where it was not asked for
 * or is too large to read
 * @param appMetadata its {@code app_metadata}; {@code null} likewise
 */
public record AccountDetails(Account account, Identity firstListed, List<Address> addresses, boolean isBlocked,
		@Nullable Metadata userMetadata, @Nullable Metadata appMetadata) {

	private static final Set<Verification> NOT_VERIFIED = EnumSet.of(Verification.UNVERIFIED, Verification.NO_TEXT);

	public AccountDetails {
		addresses = List.copyOf(addresses);
	}

	/**
	 * Whether Auth0 lists the identity first.
	 */
	public boolean listsFirst(IdentityKey identity) {
		return this.firstListed.hasKey(identity);
	}

	/**
	 * The account's own first identity.
	 */
	public Identity login() {
		return this.account.identities().getFirst();
	}

	/**
	 * Finds an address that is not verified.
	 * @param trusted names of the connections whose addresses count as verified
	 */
	public Optional<Address> unverifiedAddress(Collection<String> trusted) {
		return isTrusted(trusted) ? Optional.empty()
				: this.addresses.stream()
					.filter((address) -> NOT_VERIFIED.contains(address.verification()))
					.findFirst();
	}

	/**
	 * Returns the e-mail address if its flag is {@code true}, or it counts as verified.
	 * @param trusted names of the connections whose addresses count as verified
	 */
	public Optional<String> verifiedEmail(Collection<String> trusted) {
		return this.addresses.stream()
			.filter((address) -> address.type() == Address.Type.EMAIL && address.verification() != Verification.NO_TEXT)
			.filter((address) -> address.verification() == Verification.VERIFIED || isTrusted(trusted))
			.map(Address::text)
			.findFirst();
	}

	private boolean isTrusted(Collection<String> trusted) {
		return trusted.contains(login().connection()) && !login().permitsSelfRegistration();
	}

	@Override
	public String toString() {
		return "AccountDetails[" + this.account.accountId() + ", personal data withheld]";
	}

}
