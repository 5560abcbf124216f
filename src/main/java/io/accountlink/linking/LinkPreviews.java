package io.accountlink.linking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.accountlink.access.AccountRequest;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.Account;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.Identity;
import io.accountlink.audit.Success;
import io.accountlink.auth0.Memberships;
import io.accountlink.carryover.MetadataCarryOver;
import io.accountlink.carryover.MetadataPreview;
import io.accountlink.linking.AccountPairs.AccountPair;
import io.accountlink.linking.Preview.DiscardedMemberships;
import io.accountlink.linking.Preview.Outcome;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.settings.LinkingSettings;

import org.springframework.stereotype.Component;

/**
 * Previews of links (dry run): the checks of a link, and reads instead of writes.
 */
@Component
class LinkPreviews {

	private final SecondaryAccounts secondaries;

	private final AccountPairs pairs;

	private final MetadataCarryOver metadata;

	private final Memberships memberships;

	private final List<String> also;

	LinkPreviews(SecondaryAccounts secondaries, AccountPairs pairs, MetadataCarryOver metadata, Memberships memberships,
			LinkingSettings settings) {
		this.secondaries = secondaries;
		this.pairs = pairs;
		this.metadata = metadata;
		this.memberships = memberships;
		this.also = settings.previewAlso();
	}

	Preview preview(LinkRequest body, AccountRequest request) {
		SecondaryAccount secondary = this.secondaries.establish(body, request);
		AccountPair pair = this.pairs.read(secondary, this.metadata.scope(), this.metadata.scopeOfPreview(request),
				request);
		Account primary = pair.primary().account();
		if (pair.isLinked()) {
			request.audit().succeed(Success.ALREADY_LINKED, primary);
			return new Preview(Outcome.ALREADY_LINKED, primary, null, null, null, null);
		}
		AccountDetails found = pair.requireSecondary();
		MetadataPreview becomes = this.metadata.preview(pair.primary(), found);
		this.secondaries.requireAvailable(secondary, request);
		Map<String, Optional<List<String>>> end = this.memberships.read(secondary.account(), membershipsFor(request),
				request.deadline());
		request.audit().succeed(Success.WOULD_LINK, primary);
		return new Preview(Outcome.WOULD_LINK, linked(primary, found.account()), found.account(), becomes,
				DiscardedMemberships.of(LinkingSettings.ROLES, end),
				DiscardedMemberships.of(LinkingSettings.ORGANIZATIONS, end));
	}

	// Like app_metadata, roles tell what somebody may do.
	private List<String> membershipsFor(AccountRequest request) {
		boolean isForUser = request.caller().kind() == Kind.USER;
		return this.also.stream().filter((kind) -> !(isForUser && kind.equals(LinkingSettings.ROLES))).toList();
	}

	private static Account linked(Account primary, Account secondary) {
		List<Identity> identities = new ArrayList<>(primary.identities());
		secondary.identities().stream().map(Identity::asSecondary).forEach(identities::add);
		return new Account(primary.accountId(), identities);
	}

}
