package io.accountlink.idtoken;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.accountlink.account.AccountId;
import io.accountlink.simulation.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replay detection, wherever uses are stored.
 */
abstract class ReplayCacheContract {

	static final AccountId ADA = AccountId.parse("samlp|corp|ada@example.com");

	static final AccountId EVE = AccountId.parse("auth0|eve");

	static final String TOKEN = "jti:f00";

	final MovableClock clock = MovableClock.stoppedNow();

	abstract ReplayCache cache();

	Instant inTenMinutes() {
		return this.clock.instant().plus(Duration.ofMinutes(10));
	}

	@Test
	void aTokenServesTheAccountThatItWasShownForFirst() {
		ReplayCache cache = cache();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
	}

	@Test
	void aTokenIsAvailableUntilAnotherAccountUsesIt() {
		ReplayCache cache = cache();
		assertThat(cache.isAvailable(TOKEN, EVE)).isTrue();
		assertThat(cache.isAvailable(TOKEN, EVE)).isTrue();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache.isAvailable(TOKEN, EVE)).isFalse();
		assertThat(cache.isAvailable(TOKEN, ADA)).isTrue();
	}

	@Test
	void anAccountMayUseManyTokens() {
		ReplayCache cache = cache();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache.register("jti:f01", ADA, inTenMinutes())).isTrue();
	}

	@Test
	void ofTwentyAccountsThatRaceForATokenOneGetsIt() {
		ReplayCache cache = cache();
		List<Future<Boolean>> racing = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int account = 0; account < 20; account++) {
				AccountId racer = AccountId.parse("auth0|" + account);
				racing.add(threads.submit(() -> cache.register(TOKEN, racer, inTenMinutes())));
			}
		}
		assertThat(racing.stream().filter(Future::resultNow)).hasSize(1);
	}

}
