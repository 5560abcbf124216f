package io.accountlink.simulation;

import java.time.Clock;
import java.util.Set;

/**
 * Situations that apply to some operations or one account only, or to a number of calls.
 */
public final class ScopedSituations extends Situations {

	private static final int ALL = 0;

	private final CurrentSituations situations;

	private final Clock clock;

	private final Scope scope;

	private final int times;

	private ScopedSituations(CurrentSituations situations, Clock clock, Scope scope, int times) {
		this.situations = situations;
		this.clock = clock;
		this.scope = scope;
		this.times = times;
	}

	static ScopedSituations limitedTo(Set<Operation> operations, CurrentSituations situations, Clock clock) {
		return new ScopedSituations(situations, clock, Scope.of(operations), ALL);
	}

	/**
	 * Limits the situation to calls whose path names this account.
	 */
	public ScopedSituations of(String accountId) {
		return new ScopedSituations(this.situations, this.clock, this.scope.of(accountId), this.times);
	}

	public ScopedSituations once() {
		return times(1);
	}

	public ScopedSituations times(int next) {
		return new ScopedSituations(this.situations, this.clock, this.scope, next);
	}

	@Override
	void arrange(Behaviour behaviour) {
		this.situations.add(situation(behaviour));
	}

	@Override
	void arrangeLatency(Behaviour behaviour) {
		this.situations.addLatency(situation(behaviour));
	}

	@Override
	Clock clock() {
		return this.clock;
	}

	private Situation situation(Behaviour behaviour) {
		return (this.times == ALL) ? Situation.lasting(this.scope, behaviour)
				: Situation.counted(this.scope, this.times, behaviour);
	}

}
