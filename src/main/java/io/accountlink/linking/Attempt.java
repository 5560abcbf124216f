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

	private String success = "listed";

	private boolean outcomeUnknown;

	Attempt(Deadline deadline) {
		this.deadline = deadline;
	}

	Deadline deadline() {
		return this.deadline;
	}

	void setAccount(AccountId meant) {
		this.account = meant;
	}

	void setIdentity(IdentityKey meant) {
		this.identity = meant;
	}

	void succeedWith(String code) {
		this.success = code;
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

	String success() {
		return this.success;
	}

	boolean isOutcomeUnknown() {
		return this.outcomeUnknown;
	}

}
