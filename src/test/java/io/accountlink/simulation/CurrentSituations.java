package io.accountlink.simulation;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Active situations. Situations for a number of calls come first, in the order of their
 * arrangement. Of the others, the latest applies. Latency applies in addition to a fault.
 */
final class CurrentSituations {

	private final List<Situation> faults = new CopyOnWriteArrayList<>();

	private final List<Situation> latencies = new CopyOnWriteArrayList<>();

	private final Clock clock;

	CurrentSituations(Clock clock) {
		this.clock = clock;
	}

	Clock clock() {
		return this.clock;
	}

	void add(Situation situation) {
		add(situation, this.faults);
	}

	void addLatency(Situation situation) {
		add(situation, this.latencies);
	}

	void clear() {
		this.faults.clear();
		this.latencies.clear();
	}

	Answer answer(Call call, Supplier<Answer> carryOut) {
		return answer(this.latencies, call, () -> answer(this.faults, call, carryOut));
	}

	private static Answer answer(List<Situation> situations, Call call, Supplier<Answer> carryOut) {
		return situations.stream()
			.filter((situation) -> situation.tryConsume(call))
			.findFirst()
			.map((situation) -> situation.behaviour().answer(call, carryOut))
			.orElseGet(carryOut);
	}

	/**
	 * Adds a situation after those for a number of calls and before the lasting ones.
	 */
	private static synchronized void add(Situation situation, List<Situation> situations) {
		situations.add((int) situations.stream().filter(Situation::isCounted).count(), situation);
	}

}
