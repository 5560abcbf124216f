package io.accountlink.simulation;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Active situations. Latency applies in addition to a fault.
 */
final class CurrentSituations {

	private final SituationQueue troubles = new SituationQueue();

	private final SituationQueue slowness = new SituationQueue();

	void add(Situation situation) {
		this.troubles.add(situation);
	}

	void addSlowness(Situation situation) {
		this.slowness.add(situation);
	}

	void clear() {
		this.troubles.clear();
		this.slowness.clear();
	}

	Answer answer(Operation operation, Call call, Supplier<Answer> carryOut) {
		Supplier<Answer> troubled = within(this.troubles.next(operation), call, carryOut);
		return within(this.slowness.next(operation), call, troubled).get();
	}

	private static Supplier<Answer> within(Optional<Situation> situation, Call call, Supplier<Answer> carryOut) {
		return situation.<Supplier<Answer>>map((present) -> () -> present.behaviour().answer(call, carryOut))
			.orElse(carryOut);
	}

}
