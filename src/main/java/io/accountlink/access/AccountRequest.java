package io.accountlink.access;

import java.time.Duration;
import java.util.List;

import io.accountlink.account.AccountId;
import io.accountlink.audit.RequestAudit;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;

/**
 * A request of a caller who may act on the account in its path: exists for no other.
 */
public final class AccountRequest {

	static final String ATTRIBUTE = AccountRequest.class.getName();

	private final Caller caller;

	private final AccountId account;

	private final RequestAudit audit;

	private final Duration timeLimit;

	private Deadline deadline;

	AccountRequest(Caller caller, AccountId account, RequestAudit audit, Duration timeLimit) {
		this.caller = caller;
		this.account = account;
		this.audit = audit;
		this.timeLimit = timeLimit;
		this.deadline = Deadline.after(timeLimit, audit.arrival());
	}

	public Caller caller() {
		return this.caller;
	}

	/**
	 * The account in the path.
	 */
	public AccountId account() {
		return this.account;
	}

	public RequestAudit audit() {
		return this.audit;
	}

	public Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Starts the deadline anew: the request has arrived whole.
	 */
	void restartDeadline() {
		this.deadline = Deadline.after(this.timeLimit);
	}

	/**
	 * The problem of a malformed path variable.
	 */
	public static ProblemException invalidPath(String variable, String rule) {
		return ProblemType.INVALID_REQUEST.problem("path").withErrors(List.of(new InvalidField(variable, rule)));
	}

}
