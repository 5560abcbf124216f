package io.accountlink.simulation;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Behaviour of some calls, until a reset or for a number of calls.
 *
 * @param scope the calls
 * @param remaining the number of calls left, if limited
 * @param behaviour the behaviour of these calls
 */
record Situation(Scope scope, AtomicInteger remaining, Behaviour behaviour) {

	Situation(Scope scope, Behaviour behaviour) {
		this(scope, new AtomicInteger(scope.times()), behaviour);
	}

	boolean isCounted() {
		return this.scope.times() > 0;
	}

	boolean tryConsume(Call call) {
		return this.scope.includes(call) && (!isCounted() || this.remaining.getAndDecrement() > 0);
	}

	/**
	 * Response to a call in a situation. An implementation decides whether the call is
	 * carried out.
	 */
	@FunctionalInterface
	interface Behaviour {

		Answer answer(Call call, Supplier<Answer> carryOut);

	}

}
