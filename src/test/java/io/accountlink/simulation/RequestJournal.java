package io.accountlink.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Journal of received calls. It counts all calls and keeps the latest up to a limit, so
 * that a load test does not exhaust the memory.
 */
final class RequestJournal {

	private static final int MAX_CALLS = 1_000;

	private final Map<Operation, LongAdder> counts = new ConcurrentHashMap<>();

	private final Map<Operation, Deque<Call>> last = new EnumMap<>(Operation.class);

	void add(Operation operation, Call call) {
		this.counts.computeIfAbsent(operation, (any) -> new LongAdder()).increment();
		synchronized (this.last) {
			Deque<Call> calls = this.last.computeIfAbsent(operation, (any) -> new ArrayDeque<>());
			calls.addLast(call);
			if (calls.size() > MAX_CALLS) {
				calls.removeFirst();
			}
		}
	}

	int count(Operation operation) {
		LongAdder count = this.counts.get(operation);
		return (count == null) ? 0 : count.intValue();
	}

	List<Call> calls(Operation operation) {
		synchronized (this.last) {
			return List.copyOf(this.last.getOrDefault(operation, new ArrayDeque<>()));
		}
	}

	void clear() {
		this.counts.clear();
		synchronized (this.last) {
			this.last.clear();
		}
	}

}
