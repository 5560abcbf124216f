package io.accountlink.simulation;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Active situations. Latency applies in addition to a fault.
 */
final class CurrentSituations {

	private final SituationQueue faults = new SituationQueue();

	private final SituationQueue latencies = new SituationQueue();

	void add(Situation situation) {
		this.faults.add(situation);
	}

	void addLatency(Situation situation) {
		this.latencies.add(situation);
	}

	void clear() {
		this.faults.clear();
		this.latencies.clear();
	}

	Answer answer(Operation operation, Call call, Supplier<Answer> carryOut) {
		Supplier<Answer> faulty = within(this.faults.next(operation, call), call, carryOut);
		return within(this.latencies.next(operation, call), call, faulty).get();
	}

	private static Supplier<Answer> within(Optional<Situation> situation, Call call, Supplier<Answer> carryOut) {
		return situation.<Supplier<Answer>>map((present) -> () -> present.behaviour().answer(call, carryOut))
			.orElse(carryOut);
	}

}
