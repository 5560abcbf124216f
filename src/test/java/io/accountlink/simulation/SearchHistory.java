package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Earlier states of the user store, from which a lagging search answers. It records
 * nothing without a lag.
 */
final class SearchHistory {

	private final Clock clock;

	private final NavigableMap<Instant, List<Account>> states = new TreeMap<>();

	private Duration lag = Duration.ZERO;

	SearchHistory(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Starts the history with these accounts, as if they had always been there.
	 */
	void lagBy(Duration time, Collection<Account> accounts) {
		this.lag = time;
		if (time.isZero()) {
			this.states.clear();
		}
		else {
			this.states.putIfAbsent(Instant.MIN, List.copyOf(accounts));
		}
	}

	void record(Collection<Account> accounts) {
		if (!this.states.isEmpty()) {
			this.states.put(this.clock.instant(), List.copyOf(accounts));
		}
	}

	List<Account> visible(Collection<Account> accounts) {
		Map.Entry<Instant, List<Account>> state = this.states.floorEntry(this.clock.instant().minus(this.lag));
		return (state == null) ? List.copyOf(accounts) : state.getValue();
	}

}
