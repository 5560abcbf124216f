package io.accountlink.linking;

import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.upstream.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The state of one request: its deadline, and the facts for its audit event.
 */
class Attempt {

	static final String ATTRIBUTE = "attempt";

	private final Deadline deadline;

	private @Nullable AccountId account;

	private @Nullable IdentityKey identity;

	private String successCode = "listed";

	private boolean outcomeUnknown;

	Attempt(Deadline deadline) {
		this.deadline = deadline;
	}

	Deadline deadline() {
		return this.deadline;
	}

	void setAccount(AccountId account) {
		this.account = account;
	}

	void setIdentity(IdentityKey identity) {
		this.identity = identity;
	}

	void setSuccessCode(String successCode) {
		this.successCode = successCode;
	}

	void markOutcomeUnknown() {
		this.outcomeUnknown = true;
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

}
