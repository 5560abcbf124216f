package io.accountlink.simulation;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Calls that a situation applies to.
 *
 * @param operations the operations
 * @param accountId the account that the path names, or null for any path
 * @param times the number of calls, or 0 for all until a reset
 */
record Scope(Set<Operation> operations, @Nullable String accountId, int times) {

	static Scope of(Set<Operation> operations) {
		return new Scope(operations, null, 0);
	}

	boolean includes(Call call) {
		return this.operations.contains(call.operation()) && (this.accountId == null || call.isOf(this.accountId));
	}

}
