package io.accountlink.simulation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Selects the situation for a call. Situations for a number of calls come first, in the
 * order of their arrangement. Of the others, the latest applies.
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

	Optional<Situation> next(Operation operation, Call call) {
		return next(this.counted, operation, call).or(() -> next(this.lasting, operation, call));
	}

	private static Optional<Situation> next(List<Situation> situations, Operation operation, Call call) {
		return situations.stream().filter((situation) -> situation.tryConsume(operation, call)).findFirst();
	}

}
