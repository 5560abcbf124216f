package io.accountlink.simulation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which situation is next: those for the next few calls go first, in the order in which
 * they were arranged; of the lasting ones the latest holds.
 */
final class SituationQueue {

	private final List<Situation> counted = new CopyOnWriteArrayList<>();

	private final List<Situation> lasting = new CopyOnWriteArrayList<>();

	void add(Situation situation) {
		if (situation.counted()) {
			this.counted.add(situation);
		}
		else {
			this.lasting.addFirst(situation);
		}
	}

	void clear() {
		this.counted.clear();
		this.lasting.clear();
	}

	Optional<Situation> next(Operation operation) {
		return next(this.counted, operation).or(() -> next(this.lasting, operation));
	}

	private static Optional<Situation> next(List<Situation> situations, Operation operation) {
		return situations.stream().filter((situation) -> situation.takes(operation)).findFirst();
	}

}
