package io.accountlink.simulation;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Behaviour of some calls, until a reset or for a number of calls.
 *
 * @param scope the calls
 * @param remaining the number of calls left, if limited
 * @param counted whether the number of calls is limited
 * @param behaviour the behaviour of these calls
 */
record Situation(Scope scope, AtomicInteger remaining, boolean counted, Behaviour behaviour) {

	static Situation lasting(Scope scope, Behaviour behaviour) {
		return new Situation(scope, new AtomicInteger(1), false, behaviour);
	}

	static Situation counted(Scope scope, int times, Behaviour behaviour) {
		return new Situation(scope, new AtomicInteger(times), true, behaviour);
	}

	boolean tryConsume(Operation operation, Call call) {
		return this.scope.includes(operation, call) && (!this.counted || this.remaining.getAndDecrement() > 0);
	}

}
