package io.accountlink.simulation;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Calls that a situation applies to.
 *
 * @param operations the operations
 * @param accountId the account that the path names, or null for any path
 */
record Scope(Set<Operation> operations, @Nullable String accountId) {

	static Scope of(Set<Operation> operations) {
		return new Scope(operations, null);
	}

	Scope of(String account) {
		return new Scope(this.operations, account);
	}

	boolean includes(Operation operation, Call call) {
		return this.operations.contains(operation) && (this.accountId == null || call.isOf(this.accountId));
	}

}
