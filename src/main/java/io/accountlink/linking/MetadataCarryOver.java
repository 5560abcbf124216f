package io.accountlink.linking;

import java.util.Collections;
import java.util.Set;

import io.accountlink.account.Metadata;
import io.accountlink.attempt.Attempt;
import io.accountlink.attempt.Reconciliation;
import io.accountlink.auth0.Auth0Identities;
import io.accountlink.auth0.Auth0Identities.MetadataScope;
import io.accountlink.linking.AccountPairs.AccountPair;
import io.accountlink.metadata.MetadataPlan;
import io.accountlink.metadata.MetadataPlan.Refusal;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

import org.springframework.stereotype.Component;

/**
 * Carries the secondary account's {@code user_metadata} over before it is linked: writes
 * what the primary account lacks in one PATCH. What was written is never taken back.
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
	 * What has to be read of an account.
	 */
	MetadataScope scope() {
		return this.enabled ? MetadataScope.USER : MetadataScope.NONE;
	}

	/**
	 * Returns what the primary account lacks. A secondary account that Auth0 does not
	 * have has nothing to carry over: the link itself is refused then.
	 * @throws ProblemException {@code metadata_refused}
	 */
	Metadata missing(AccountPair pair) {
		return (this.enabled && pair.secondary().isPresent())
				? requireWritable(MetadataPlan.of(pair.primary(), pair.secondary().get())) : Metadata.EMPTY;
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

	/**
	 * Writes what is missing, and settles the outcome by reading where it is unknown.
	 * @throws ProblemException if nothing may be linked
	 */
	void write(Metadata missing, Attempt attempt) {
		if (missing.isEmpty()) {
			return;
		}
		attempt.setWrittenKeys(missing.keys());
		attempt.announceWrite();
		try {
			this.auth0.addUserMetadata(attempt.account(), missing, attempt.deadline());
		}
		catch (OutcomeUnknown unknown) {
			reconcile(missing, unknown, attempt);
		}
		catch (ProblemException notCarriedOut) {
			attempt.setWrittenKeys(Set.of());
			throw notCarriedOut;
		}
	}

	private void reconcile(Metadata missing, OutcomeUnknown unknown, Attempt attempt) {
		if (unknown.isNotCarriedOut()) {
			attempt.setWrittenKeys(Set.of());
		}
		Metadata now = attempt.deadline()
			.reconcile(() -> Reconciliation.read(unknown,
					() -> this.auth0.readUserMetadata(attempt.account(), attempt.deadline()), attempt));
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
