package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Earlier states of the user store, from which a lagging search answers. It records
 * nothing without a lag.
 */
final class SearchHistory {

	private final Clock clock;

	private final List<State> states = new ArrayList<>();

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
		else if (this.states.isEmpty()) {
			this.states.add(new State(Instant.MIN, List.copyOf(accounts)));
		}
	}

	void record(Collection<Account> accounts) {
		if (!this.states.isEmpty()) {
			this.states.add(new State(this.clock.instant(), List.copyOf(accounts)));
		}
	}

	List<Account> visible(Collection<Account> accounts) {
		Instant end = this.clock.instant().minus(this.lag);
		return this.states.reversed()
			.stream()
			.filter((state) -> !state.since().isAfter(end))
			.findFirst()
			.map(State::accounts)
			.orElseGet(() -> List.copyOf(accounts));
	}

	private record State(Instant since, List<Account> accounts) {
	}

}
