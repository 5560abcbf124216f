package io.accountlink.audit;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.accountlink.account.Account;
import io.accountlink.account.IdentityKey;
import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.audit.AuditEvent.Principal;
import io.accountlink.problem.ProblemType;
import io.accountlink.problem.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The facts of one request for its audit events. The filter opens it; whoever handles the
 * request adds what it learns.
 */
public final class RequestAudit {

	private static final String ATTRIBUTE = RequestAudit.class.getName();

	private final long arrival = System.nanoTime();

	private final HttpServletRequest request;

	private final Consumer<AuditEvent> onFirstWrite;

	private final Clock clock;

	private String subject = "";

	private @Nullable Principal principal;

	private @Nullable IdentityKey identity;

	private Success success = Success.READ;

	private @Nullable List<String> identities;

	private boolean hasBegunToWrite;

	private boolean outcomeUnknown;

	private Set<String> writtenKeys = Set.of();

	private @Nullable Revocation revocation;

	RequestAudit(HttpServletRequest request, Consumer<AuditEvent> onFirstWrite, Clock clock) {
		this.request = request;
		this.onFirstWrite = onFirstWrite;
		this.clock = clock;
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * The audit of a request; empty where its path names no account.
	 */
	public static Optional<RequestAudit> of(HttpServletRequest request) {
		return Optional.ofNullable((RequestAudit) request.getAttribute(ATTRIBUTE));
	}

	/**
	 * When the header of the request had arrived, by {@link System#nanoTime}.
	 */
	public long arrival() {
		return this.arrival;
	}

	/**
	 * Sets who asks.
	 * @param actors who acts for the caller, the outermost first
	 */
	public void setCaller(String sub, @Nullable String clientId, String kind, @Nullable String organization,
			@Nullable List<String> actors) {
		this.subject = sub;
		this.principal = new Principal(sub, clientId, kind, organization, actors);
	}

	public void setIdentity(IdentityKey identity) {
		this.identity = identity;
	}

	/**
	 * Announces a write to Auth0: records the event {@code started}, once a request. It
	 * has to be called before the write is sent.
	 */
	public void announceWrite() {
		if (!this.hasBegunToWrite) {
			this.onFirstWrite.accept(event(Outcome.STARTED, Outcome.STARTED.code()));
			this.hasBegunToWrite = true;
		}
	}

	/**
	 * Sets what the audit event says after a success.
	 * @param now the account as it is now
	 */
	public void succeed(Success how, Account now) {
		this.success = how;
		this.identities = now.identities().stream().map((linked) -> linked.provider() + "|" + linked.userId()).toList();
	}

	/**
	 * Records that Auth0 may or may not have made the change.
	 */
	public void markOutcomeUnknown() {
		this.outcomeUnknown = true;
	}

	/**
	 * Records the keys of the metadata that this request has written to the primary
	 * account, or may have written.
	 */
	public void setWrittenKeys(Set<String> keys) {
		this.writtenKeys = Set.copyOf(keys);
	}

	/**
	 * Records how the revocation of access after an unlink ended.
	 */
	public void setRevocation(Revocation how) {
		this.revocation = how;
	}

	/**
	 * Creates the event of the end of the request.
	 * @param problem the problem that it ended in; {@code null} after a success
	 */
	AuditEvent end(@Nullable ProblemType problem) {
		boolean isUnknown = this.outcomeUnknown || (this.hasBegunToWrite && problem == ProblemType.INTERNAL_ERROR);
		Outcome outcome = Outcome.of(problem, isUnknown);
		return event(outcome, (problem != null) ? problem.code() : this.success.code());
	}

	private AuditEvent event(Outcome outcome, String code) {
		String account = AccountPath.account(this.request, this.subject);
		String named = (this.identity != null) ? this.identity.toString() : AccountPath.identity(this.request);
		return new AuditEvent(this.clock.instant(), RequestId.of(this.request), AccountPath.action(this.request),
				outcome, code, this.principal, account, named, (outcome == Outcome.DONE) ? this.identities : null,
				MetadataOutcome.of(outcome, this.writtenKeys), this.revocation, MDC.get("traceId"));
	}

}
