package io.accountlink.linking;

import java.util.Optional;

import io.accountlink.access.AccountRequest;
import io.accountlink.account.AccountDetails;
import io.accountlink.auth0.Auth0Accounts;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.auth0.BackgroundRead;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Reads both accounts of a link side by side. Those of a {@code link_with} have to be
 * what {@link LinkPolicy} requires; whoever names an account by reference answers for it.
 */
@Component
class AccountPairs {

	private final Auth0Accounts auth0;

	private final LinkPolicy policy;

	AccountPairs(Auth0Accounts auth0, LinkPolicy policy) {
		this.auth0 = auth0;
		this.policy = policy;
	}

	AccountPair read(SecondaryAccount secondary, MetadataScope ofPrimary, MetadataScope ofSecondary,
			AccountRequest request) {
		try (BackgroundRead<Optional<AccountDetails>> reading = this.auth0.beginToReadSecondary(secondary.account(),
				ofSecondary, request.deadline())) {
			AccountDetails primary = this.auth0.readDetails(request.account(), ofPrimary, request.deadline());
			if (secondary.isProven()) {
				LinkPolicy.requirePrimaryNotBlocked(primary);
			}
			if (primary.account().contains(secondary.identity())) {
				return new AccountPair(primary, Optional.empty(), true);
			}
			Optional<AccountDetails> found = reading.await();
			return secondary.isProven() ? proven(primary, found, secondary, request) : new AccountPair(primary,
					found.filter((details) -> details.listsFirst(secondary.identity())), false);
		}
	}

	private AccountPair proven(AccountDetails primary, Optional<AccountDetails> found, SecondaryAccount secondary,
			AccountRequest request) {
		found.ifPresent(LinkPolicy::requireSecondaryNotBlocked);
		Optional<AccountDetails> meant = found.filter((details) -> details.listsFirst(secondary.identity()));
		if (meant.isEmpty()) {
			return linkedMeanwhile(secondary, request);
		}
		this.policy.requireLinkable(primary, meant.get());
		return new AccountPair(primary, meant, false);
	}

	// A second click may have linked it between the two reads.
	private AccountPair linkedMeanwhile(SecondaryAccount secondary, AccountRequest request) {
		AccountDetails now = this.auth0.readDetails(request.account(), MetadataScope.NONE, request.deadline());
		LinkPolicy.requirePrimaryNotBlocked(now);
		if (!now.account().contains(secondary.identity())) {
			throw ProblemType.SECONDARY_NOT_FOUND.problem();
		}
		return new AccountPair(now, Optional.empty(), true);
	}

	/**
	 * Both accounts of a link, as they were read.
	 *
	 * @param primary the account in the path
	 * @param secondary the account to link; empty where it is linked already, or was
	 * named by reference and Auth0 has no such account with this first identity
	 * @param isLinked whether the primary account has the identity already
	 */
	record AccountPair(AccountDetails primary, Optional<AccountDetails> secondary, boolean isLinked) {

		AccountDetails requireSecondary() {
			return this.secondary.orElseThrow(ProblemType.SECONDARY_NOT_FOUND::problem);
		}

	}

}
