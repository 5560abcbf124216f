package io.accountlink.linking;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.Identity;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Metadata;
import io.accountlink.attempt.Attempt;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
import io.accountlink.linking.AccountPairs.AccountPair;
import io.accountlink.linking.Preview.AppMetadataKeys;
import io.accountlink.linking.Preview.Outcome;
import io.accountlink.linking.Preview.UserMetadataKeys;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.metadata.MetadataPlan;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Previews of links (dry run): the checks of a link, and reads instead of writes.
 */
@Component
class LinkPreviews {

	private final SecondaryAccounts secondaries;

	private final AccountPairs pairs;

	private final MetadataCarryOver metadata;

	LinkPreviews(SecondaryAccounts secondaries, AccountPairs pairs, MetadataCarryOver metadata) {
		this.secondaries = secondaries;
		this.pairs = pairs;
		this.metadata = metadata;
	}

	Preview preview(LinkRequest request, Attempt attempt) {
		SecondaryAccount secondary = this.secondaries.establish(request, attempt);
		MetadataScope ofSecondary = (attempt.caller().kind() == Kind.USER) ? MetadataScope.USER : MetadataScope.ALL;
		AccountPair pair = this.pairs.read(secondary, this.metadata.scope(), ofSecondary, attempt);
		Preview preview = pair.isLinked()
				? new Preview(Outcome.ALREADY_LINKED, pair.primary().account(), null, null, null)
				: wouldLink(pair, secondary, attempt);
		attempt.succeed(preview.outcome().code(), pair.primary().account());
		return preview;
	}

	private Preview wouldLink(AccountPair pair, SecondaryAccount secondary, Attempt attempt) {
		AccountDetails details = pair.requireSecondary();
		UserMetadataKeys userMetadata = this.metadata.isEnabled()
				? carriedOver(MetadataPlan.of(pair.primary(), details)) : discarded(details.userMetadata());
		this.secondaries.requireAvailable(secondary, attempt);
		return new Preview(Outcome.WOULD_LINK, linked(pair.primary().account(), details.account()), details.account(),
				userMetadata,
				(details.appMetadata() != null) ? AppMetadataKeys.of(details.appMetadata().keys()) : null);
	}

	private static LinkedIdentities linked(LinkedIdentities primary, LinkedIdentities secondary) {
		List<Identity> identities = new ArrayList<>(primary.identities());
		secondary.identities().stream().map(Identity::asSecondary).forEach(identities::add);
		return new LinkedIdentities(primary.accountId(), identities);
	}

	private static UserMetadataKeys carriedOver(MetadataPlan plan) {
		return UserMetadataKeys.of(MetadataCarryOver.requireWritable(plan).keys(), plan.discarded());
	}

	private static @Nullable UserMetadataKeys discarded(@Nullable Metadata metadata) {
		return (metadata != null) ? UserMetadataKeys.of(Set.of(), metadata.keys()) : null;
	}

}
