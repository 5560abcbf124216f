package io.accountlink.simulation;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A behaviour, the calls that it is meant for, and how many of them are still to come.
 *
 * @param operations the operations
 * @param left how many calls are left
 * @param counted whether it ends by itself
 * @param behaviour what becomes of those calls
 */
record Situation(Set<Operation> operations, AtomicInteger left, boolean counted, Behaviour behaviour) {

	static Situation lasting(Set<Operation> operations, Behaviour behaviour) {
		return new Situation(operations, new AtomicInteger(1), false, behaviour);
	}

	static Situation counted(Set<Operation> operations, int times, Behaviour behaviour) {
		return new Situation(operations, new AtomicInteger(times), true, behaviour);
	}

	boolean takes(Operation operation) {
		return this.operations.contains(operation) && (!this.counted || this.left.getAndDecrement() > 0);
	}

}
