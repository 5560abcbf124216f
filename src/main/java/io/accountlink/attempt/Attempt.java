package io.accountlink.attempt;

import java.util.List;
import java.util.Set;

import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The state of one request: its deadline, and the facts for its audit event.
 */
public final class Attempt {

	/** Name of the request attribute. */
	public static final String ATTRIBUTE = "attempt";

	static final String ME = "me";

	private final Deadline deadline;

	private @Nullable AccountId account;

	private @Nullable IdentityKey identity;

	private String successCode = "read";

	private boolean outcomeUnknown;

	private Set<String> writtenKeys = Set.of();

	Attempt(Deadline deadline) {
		this.deadline = deadline;
	}

	public Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Resolves the account id in the path.
	 * @param id an Auth0 user id, or {@code me} for the caller's own account
	 * @throws io.accountlink.problem.ProblemException {@code invalid_request}
	 */
	public AccountId resolveAccount(String id, Caller caller) {
		if (id.equals(ME) && !caller.subject().contains("|")) {
			throw invalidPath("id", "must be an account id: me is for users only");
		}
		try {
			AccountId resolved = AccountId.parse(id.equals(ME) ? caller.subject() : id);
			this.account = resolved;
			return resolved;
		}
		catch (InvalidIdException invalid) {
			throw invalidPath("id", invalid.rule());
		}
	}

	/**
	 * The problem of a malformed path variable.
	 */
	public static ProblemException invalidPath(String variable, String rule) {
		return ProblemType.INVALID_REQUEST.withDetail("The path is invalid.")
			.withErrors(List.of(new InvalidField(variable, rule)));
	}

	public void setIdentity(IdentityKey identity) {
		this.identity = identity;
	}

	/**
	 * Sets the code of the audit event after a success.
	 */
	public void setSuccessCode(String successCode) {
		this.successCode = successCode;
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

	@Nullable AccountId account() {
		return this.account;
	}

	@Nullable IdentityKey identity() {
		return this.identity;
	}

	String successCode() {
		return this.successCode;
	}

	boolean isOutcomeUnknown() {
		return this.outcomeUnknown;
	}

	Set<String> writtenKeys() {
		return this.writtenKeys;
	}

}
