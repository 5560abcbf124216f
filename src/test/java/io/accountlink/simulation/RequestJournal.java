package io.accountlink.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Journal of received calls. It counts all calls and keeps the latest up to a limit, so
 * that a load test does not exhaust the memory.
 */
final class RequestJournal {

	private static final int MAX_CALLS = 1_000;

	private final Map<Operation, Integer> counts = new EnumMap<>(Operation.class);

	private final Map<Operation, Deque<Call>> last = new EnumMap<>(Operation.class);

	synchronized void add(Operation operation, Call call) {
		this.counts.merge(operation, 1, Integer::sum);
		Deque<Call> calls = this.last.computeIfAbsent(operation, (any) -> new ArrayDeque<>());
		calls.addLast(call);
		if (calls.size() > MAX_CALLS) {
			calls.removeFirst();
		}
	}

	synchronized int count(Operation operation) {
		return this.counts.getOrDefault(operation, 0);
	}

	synchronized List<Call> calls(Operation operation) {
		return List.copyOf(this.last.getOrDefault(operation, new ArrayDeque<>()));
	}

	synchronized void clear() {
		this.counts.clear();
		this.last.clear();
	}

}
