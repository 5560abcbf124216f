package io.accountlink.carryover;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

import io.accountlink.access.AccountRequest;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.Metadata;
import io.accountlink.auth0.Auth0Accounts;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;
import io.accountlink.upstream.Reconciliation;
import io.accountlink.upstream.UpstreamException.Inconclusive;

import org.springframework.stereotype.Component;

/**
 * Carries the secondary account's {@code user_metadata} over before it is linked: writes
 * what the primary account lacks in one PATCH. What was written is never taken back.
 */
@Component
public class MetadataCarryOver {

	private final Auth0Accounts auth0;

	private final boolean enabled;

	MetadataCarryOver(Auth0Accounts auth0, LinkingSettings settings) {
		this.auth0 = auth0;
		this.enabled = settings.mergeUserMetadata();
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * What a link has to read of each account's metadata.
	 */
	public MetadataScope scope() {
		return this.enabled ? MetadataScope.USER : MetadataScope.NONE;
	}

	/**
	 * What a preview has to read of the secondary account's metadata: a user is not shown
	 * {@code app_metadata}.
	 */
	public MetadataScope scopeOfPreview(AccountRequest request) {
		return (request.caller().kind() == Kind.USER) ? MetadataScope.USER : MetadataScope.ALL;
	}

	/**
	 * Plans what is carried over. A secondary account that Auth0 does not have has
	 * nothing: the link itself is refused then.
	 * @throws ProblemException {@code metadata_refused}
	 */
	public MetadataPlan plan(AccountDetails primary, Optional<AccountDetails> secondary) {
		return (this.enabled && secondary.isPresent()) ? writablePlan(primary, secondary.get()) : MetadataPlan.NOTHING;
	}

	/**
	 * Returns what a link would do with the secondary account's metadata.
	 * @throws ProblemException {@code metadata_refused}
	 */
	public MetadataPreview preview(AccountDetails primary, AccountDetails secondary) {
		return this.enabled ? MetadataPreview.carriedOver(writablePlan(primary, secondary), secondary)
				: MetadataPreview.discarded(secondary);
	}

	private static MetadataPlan writablePlan(AccountDetails primary, AccountDetails secondary) {
		MetadataPlan plan = MetadataPlan.of(primary, secondary);
		if (plan.refusal() != null) {
			throw ProblemType.METADATA_REFUSED.withDetail(plan.refusal().detail());
		}
		return plan;
	}

	/**
	 * Writes what the primary account lacks, and settles the outcome by reading where it
	 * is unknown.
	 * @throws ProblemException if nothing may be linked
	 */
	public void write(MetadataPlan plan, AccountRequest request) {
		Metadata missing = plan.missing();
		if (missing.isEmpty()) {
			return;
		}
		request.audit().setWrittenKeys(missing.keys());
		request.audit().announceWrite();
		try {
			this.auth0.addUserMetadata(request.account(), missing, request.deadline().beforeAnotherWrite());
		}
		catch (Inconclusive inconclusive) {
			reconcile(missing, inconclusive, request);
		}
		catch (ProblemException notCarriedOut) {
			request.audit().setWrittenKeys(Set.of());
			throw notCarriedOut;
		}
	}

	private void reconcile(Metadata missing, Inconclusive write, AccountRequest request) {
		if (write.isNotCarriedOut()) {
			request.audit().setWrittenKeys(Set.of());
		}
		Metadata now = Reconciliation
			.read(write,
					() -> this.auth0.readUserMetadata(request.account(),
							request.deadline().forReconciliationBeforeAnotherWrite()),
					request.audit()::markOutcomeUnknown);
		if (now.keys().containsAll(missing.keys())) {
			request.audit().setWrittenKeys(missing.keys());
			return;
		}
		if (!write.isPending() && Collections.disjoint(now.keys(), missing.keys())) {
			request.audit().setWrittenKeys(Set.of());
		}
		throw Reconciliation.notFound(write, request.audit()::markOutcomeUnknown);
	}

}
