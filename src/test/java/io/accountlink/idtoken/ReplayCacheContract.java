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
 * What is promised of ID tokens that were shown before.
 */
abstract class ReplayCacheContract {

	static final AccountId ADA = AccountId.parse("samlp|corp|ada@example.com");

	static final AccountId EVE = AccountId.parse("auth0|eve");

	static final String TOKEN = "jti:f00";

	final MovableClock clock = MovableClock.stoppedNow();

	abstract ReplayCache tokens();

	Instant soon() {
		return this.clock.instant().plus(Duration.ofMinutes(10));
	}

	@Test
	void aTokenServesTheAccountThatItWasShownForFirst() {
		ReplayCache tokens = tokens();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens.register(TOKEN, EVE, soon())).isFalse();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
	}

	@Test
	void anAccountMayUseManyTokens() {
		ReplayCache tokens = tokens();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens.register("jti:f01", ADA, soon())).isTrue();
	}

	@Test
	void ofTwentyAccountsThatRaceForATokenOneGetsIt() {
		ReplayCache tokens = tokens();
		List<Future<Boolean>> racing = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int account = 0; account < 20; account++) {
				AccountId racer = AccountId.parse("auth0|" + account);
				racing.add(threads.submit(() -> tokens.register(TOKEN, racer, soon())));
			}
		}
		assertThat(racing.stream().filter(Future::resultNow)).hasSize(1);
	}

}
