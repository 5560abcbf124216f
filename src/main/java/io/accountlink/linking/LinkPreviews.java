package io.accountlink.linking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.accountlink.access.Caller;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.Identity;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Metadata;
import io.accountlink.attempt.Attempt;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
import io.accountlink.auth0.BackgroundRead;
import io.accountlink.linking.Preview.AppMetadataKeys;
import io.accountlink.linking.Preview.Outcome;
import io.accountlink.linking.Preview.UserMetadataKeys;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.metadata.MetadataPlan;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Previews of links (dry run): the checks of a link, and reads instead of writes.
 */
@Component
class LinkPreviews {

	private final SecondaryAccounts secondaries;

	private final Auth0Identities auth0;

	private final boolean mergesUserMetadata;

	LinkPreviews(SecondaryAccounts secondaries, Auth0Identities auth0, LinkingSettings settings) {
		this.secondaries = secondaries;
		this.auth0 = auth0;
		this.mergesUserMetadata = settings.mergeUserMetadata();
	}

	Preview preview(Caller caller, AccountId account, LinkRequest request, Attempt attempt) {
		SecondaryAccount secondary = this.secondaries.ofPreview(caller, account, request, attempt);
		try (BackgroundRead<Optional<AccountDetails>> reading = this.auth0.beginToReadSecondary(secondary.account(),
				(caller.kind() == Kind.USER) ? MetadataScope.USER : MetadataScope.ALL, attempt.deadline())) {
			Preview preview = preview(account, secondary, reading, attempt);
			attempt.setSuccessCode(preview.outcome().code());
			return preview;
		}
	}

	private Preview preview(AccountId account, SecondaryAccount secondary,
			BackgroundRead<Optional<AccountDetails>> reading, Attempt attempt) {
		if (!this.mergesUserMetadata && secondary.requiresEmailCheck()) {
			// Such a link reads the secondary account first.
			reading.await().ifPresent((details) -> secondary.requireVerifiedEmail(details.profile()));
		}
		AccountDetails primary = this.auth0.readDetails(account,
				this.mergesUserMetadata ? MetadataScope.USER : MetadataScope.NONE, attempt.deadline());
		return primary.account().contains(secondary.identity())
				? new Preview(Outcome.ALREADY_LINKED, primary.account(), null, null, null)
				: wouldLink(primary, secondary, reading.await());
	}

	private Preview wouldLink(AccountDetails primary, SecondaryAccount secondary, Optional<AccountDetails> found) {
		found.ifPresent((present) -> secondary.requireVerifiedEmail(present.profile()));
		AccountDetails details = found.filter((present) -> present.isOf(secondary.identity()))
			.orElseThrow(() -> ProblemType.SECONDARY_NOT_FOUND.withDetail("Auth0 has no such secondary account."));
		return new Preview(Outcome.WOULD_LINK, linked(primary.account(), details.account()), details.account(),
				this.mergesUserMetadata ? carriedOver(MetadataPlan.of(primary, details))
						: discarded(details.userMetadata()),
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
