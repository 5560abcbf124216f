package io.accountlink.simulation;

import java.time.Clock;
import java.util.Set;

/**
 * Situations that apply to some operations only, or to a number of calls.
 */
public final class ScopedSituations extends Situations {

	private static final int ALL = 0;

	private final CurrentSituations situations;

	private final Clock clock;

	private final Set<Operation> operations;

	private final int times;

	private ScopedSituations(CurrentSituations situations, Clock clock, Set<Operation> operations, int times) {
		this.situations = situations;
		this.clock = clock;
		this.operations = operations;
		this.times = times;
	}

	static ScopedSituations of(Set<Operation> operations, CurrentSituations situations, Clock clock) {
		return new ScopedSituations(situations, clock, operations, ALL);
	}

	public ScopedSituations once() {
		return times(1);
	}

	public ScopedSituations times(int next) {
		return new ScopedSituations(this.situations, this.clock, this.operations, next);
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
		return (this.times == ALL) ? Situation.lasting(this.operations, behaviour)
				: Situation.counted(this.operations, this.times, behaviour);
	}

}
