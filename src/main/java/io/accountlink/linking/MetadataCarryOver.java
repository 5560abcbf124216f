package io.accountlink.linking;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Metadata;
import io.accountlink.attempt.Attempt;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
import io.accountlink.auth0.BackgroundRead;
import io.accountlink.linking.SecondaryAccounts.SecondaryAccount;
import io.accountlink.metadata.MetadataPlan;
import io.accountlink.metadata.MetadataPlan.Refusal;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

import org.springframework.stereotype.Component;

/**
 * Carries the secondary account's {@code user_metadata} over before it is linked: reads
 * both accounts side by side, and writes what the primary account lacks in one PATCH.
 * What was written is never taken back.
 */
@Component
class MetadataCarryOver {

	private final Auth0Identities auth0;

	private final boolean enabled;

	MetadataCarryOver(Auth0Identities auth0, LinkingSettings settings) {
		this.auth0 = auth0;
		this.enabled = settings.mergeUserMetadata();
	}

	boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Carries metadata over. A secondary account that Auth0 does not have, or whose first
	 * identity is another, has none to carry over: the link itself is refused then.
	 * @return the primary account if the identity is linked to it already, in which case
	 * nothing is written
	 * @throws ProblemException if nothing may be linked; the detail says so
	 */
	Optional<LinkedIdentities> carryOver(AccountId account, SecondaryAccount secondary, Attempt attempt) {
		try (BackgroundRead<Optional<AccountDetails>> reading = this.auth0.beginToReadSecondary(secondary.account(),
				MetadataScope.USER, attempt.deadline())) {
			AccountDetails primary = this.auth0.readDetails(account, MetadataScope.USER, attempt.deadline());
			if (primary.account().contains(secondary.identity())) {
				return Optional.of(primary.account());
			}
			reading.await().ifPresent((details) -> {
				secondary.requireVerifiedEmail(details.profile());
				if (details.isOf(secondary.identity())) {
					write(account, requireWritable(MetadataPlan.of(primary, details)), attempt);
				}
			});
			return Optional.empty();
		}
		catch (ProblemException problem) {
			throw problem.withMoreDetail("Nothing was linked by this request.");
		}
	}

	/**
	 * Requires that what is missing can be written.
	 * @throws ProblemException {@code metadata_refused}
	 */
	static Metadata requireWritable(MetadataPlan plan) {
		if (plan.refusal() != null) {
			throw ProblemType.METADATA_REFUSED.withDetail(detail(plan.refusal()));
		}
		return plan.missing();
	}

	private static String detail(Refusal refusal) {
		return switch (refusal) {
			case KEY_NOT_ALLOWED ->
				"A key of the secondary account's user_metadata holds . or $, which Auth0 accepts in no key.";
			case PRIMARY_TOO_LARGE -> "The primary account would have more than 64 KiB of user_metadata.";
			case PRIMARY_UNREADABLE ->
				"The primary account is too large to read, so no user_metadata can be added to it.";
			case SECONDARY_UNREADABLE ->
				"The secondary account is too large to read, so its user_metadata can't be carried over.";
		};
	}

	private void write(AccountId account, Metadata missing, Attempt attempt) {
		if (missing.isEmpty()) {
			return;
		}
		attempt.setWrittenKeys(missing.keys());
		try {
			this.auth0.addUserMetadata(account, missing, attempt.deadline());
		}
		catch (OutcomeUnknown unknown) {
			reconcile(account, missing, unknown, attempt);
		}
		catch (ProblemException notCarriedOut) {
			attempt.setWrittenKeys(Set.of());
			throw notCarriedOut;
		}
	}

	private void reconcile(AccountId account, Metadata missing, OutcomeUnknown unknown, Attempt attempt) {
		if (unknown.isNotCarriedOut()) {
			attempt.setWrittenKeys(Set.of());
		}
		Metadata now = attempt.deadline()
			.reconcile(() -> Reconciliation.read(unknown,
					() -> this.auth0.readUserMetadata(account, attempt.deadline()), attempt));
		if (now.keys().containsAll(missing.keys())) {
			attempt.setWrittenKeys(missing.keys());
			return;
		}
		if (!unknown.isPending() && Collections.disjoint(now.keys(), missing.keys())) {
			attempt.setWrittenKeys(Set.of());
		}
		throw Reconciliation.notFound(unknown, attempt);
	}

}
