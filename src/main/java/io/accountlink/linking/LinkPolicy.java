package io.accountlink.linking;

import java.util.Collection;
import java.util.List;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.Identity;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;

import org.springframework.stereotype.Component;

/**
 * What the two accounts of a {@code link_with} have to be, as they were read. An
 * unverified address at either end lets one person prepare an account that another takes
 * over later by resetting the password.
 */
@Component
class LinkPolicy {

	private static final String PRIMARY = "primary";

	private static final String SECONDARY = "secondary";

	private final LinkingSettings settings;

	LinkPolicy(LinkingSettings settings) {
		this.settings = settings;
	}

	/**
	 * Requires that the account in the path is not blocked.
	 * @throws io.accountlink.problem.ProblemException {@code account_blocked}
	 */
	static void requirePrimaryNotBlocked(AccountDetails primary) {
		requireNotBlocked(primary, PRIMARY);
	}

	static void requireSecondaryNotBlocked(AccountDetails secondary) {
		requireNotBlocked(secondary, SECONDARY);
	}

	private static void requireNotBlocked(AccountDetails account, String which) {
		if (account.isBlocked()) {
			throw ProblemType.ACCOUNT_BLOCKED.problem(which);
		}
	}

	/**
	 * Requires connections that may be joined and verified addresses, of the primary
	 * account first.
	 * @throws io.accountlink.problem.ProblemException {@code connection_refused},
	 * {@code primary_email_unverified}, {@code email_unverified}
	 */
	void requireLinkable(AccountDetails primary, AccountDetails secondary) {
		requireConnections(List.of(primary.login()), PRIMARY);
		requireVerifiedAddresses(primary, ProblemType.PRIMARY_EMAIL_UNVERIFIED);
		requireConnections(secondary.account().identities(), SECONDARY);
		requireVerifiedAddresses(secondary, ProblemType.EMAIL_UNVERIFIED);
	}

	private void requireConnections(Collection<Identity> identities, String which) {
		List<String> permitted = this.settings.connections();
		if (!permitted.isEmpty()
				&& !identities.stream().allMatch((identity) -> permitted.contains(identity.connection()))) {
			throw ProblemType.CONNECTION_REFUSED.problem(which);
		}
	}

	private void requireVerifiedAddresses(AccountDetails account, ProblemType type) {
		if (!this.settings.allowUnverifiedEmail()) {
			account.unverifiedAddress(this.settings.verifiedConnections()).ifPresent((address) -> {
				throw type.problem(address.type().term());
			});
		}
	}

}
