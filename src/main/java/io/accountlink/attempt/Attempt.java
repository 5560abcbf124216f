package io.accountlink.attempt;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The state of one request: its deadline, its caller, the account in its path, and the
 * facts for its audit events. A controller gets it only where the caller may act on the
 * account.
 */
public final class Attempt {

	static final String ATTRIBUTE = "attempt";

	static final String ME = "me";

	private final Supplier<Deadline> deadlines;

	private final Consumer<Attempt> onFirstWrite;

	private Deadline deadline;

	private @Nullable Caller caller;

	private @Nullable AccountId account;

	private @Nullable IdentityKey identity;

	private String successCode = "read";

	private @Nullable List<String> identities;

	private boolean hasBegunToWrite;

	private boolean outcomeUnknown;

	private Set<String> writtenKeys = Set.of();

	Attempt(Supplier<Deadline> deadlines, Consumer<Attempt> onFirstWrite) {
		this.deadlines = deadlines;
		this.onFirstWrite = onFirstWrite;
		this.deadline = deadlines.get();
	}

	/**
	 * Starts the deadline anew: the request has arrived whole.
	 */
	void startDeadline() {
		this.deadline = this.deadlines.get();
	}

	public Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Resolves the account id in the path.
	 * @param id an Auth0 user id, or {@code me} for the caller's own account
	 * @throws io.accountlink.problem.ProblemException {@code invalid_request}
	 */
	void resolve(String id, Caller holder) {
		this.caller = holder;
		if (id.equals(ME) && !holder.subject().contains("|")) {
			throw invalidPath("id", "must be an account id: me is for users only");
		}
		try {
			this.account = AccountId.parse(id.equals(ME) ? holder.subject() : id);
		}
		catch (InvalidIdException invalid) {
			throw invalidPath("id", invalid.rule());
		}
	}

	public Caller caller() {
		return Objects.requireNonNull(this.caller);
	}

	/**
	 * The account in the path.
	 */
	public AccountId account() {
		return Objects.requireNonNull(this.account);
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
	 * Announces a write to Auth0: records the event {@code started}, once a request. It
	 * has to be called before the write is sent.
	 */
	public void announceWrite() {
		if (!this.hasBegunToWrite) {
			this.onFirstWrite.accept(this);
			this.hasBegunToWrite = true;
		}
	}

	/**
	 * Sets what the audit event says after a success.
	 * @param now the account as it is now
	 */
	public void succeed(String code, LinkedIdentities now) {
		this.successCode = code;
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

	@Nullable AccountId resolvedAccount() {
		return this.account;
	}

	@Nullable IdentityKey identity() {
		return this.identity;
	}

	String successCode() {
		return this.successCode;
	}

	@Nullable List<String> identities() {
		return this.identities;
	}

	/**
	 * Whether nothing tells if Auth0 made the change.
	 * @param problem the problem that the request ended in; {@code null} after a success
	 */
	boolean isOutcomeUnknown(@Nullable ProblemType problem) {
		return this.outcomeUnknown || (this.hasBegunToWrite && problem == ProblemType.INTERNAL_ERROR);
	}

	Set<String> writtenKeys() {
		return this.writtenKeys;
	}

}
