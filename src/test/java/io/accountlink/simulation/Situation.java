package io.accountlink.simulation;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Behaviour of calls to some operations, until a reset or for a number of calls.
 *
 * @param operations the operations
 * @param remaining the number of calls left, if limited
 * @param counted whether the number of calls is limited
 * @param behaviour the behaviour of these calls
 */
record Situation(Set<Operation> operations, AtomicInteger remaining, boolean counted, Behaviour behaviour) {

	static Situation lasting(Set<Operation> operations, Behaviour behaviour) {
		return new Situation(operations, new AtomicInteger(1), false, behaviour);
	}

	static Situation counted(Set<Operation> operations, int times, Behaviour behaviour) {
		return new Situation(operations, new AtomicInteger(times), true, behaviour);
	}

	boolean tryConsume(Operation operation) {
		return this.operations.contains(operation) && (!this.counted || this.remaining.getAndDecrement() > 0);
	}

}
