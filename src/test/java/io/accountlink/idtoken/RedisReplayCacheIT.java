package io.accountlink.idtoken;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory of all replicas.
 */
class RedisReplayCacheIT extends ReplayCacheContract {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@RegisterExtension
	static final RedisServer server = new RedisServer();

	@Override
	ReplayCache tokens() {
		return new RedisReplayCache(server.redis(this.clock, new SimpleMeterRegistry(), PATIENCE),
				new InMemoryReplayCache(this.clock), this.clock);
	}

	@Test
	void whatOneReplicaWasShownAllKnow() {
		assertThat(tokens().register(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens().register(TOKEN, EVE, soon())).isFalse();
		assertThat(tokens().register(TOKEN, ADA, soon())).isTrue();
	}

	@Test
	void whatRedisIsToldNamesNeitherTokenNorAccountAndIsForgottenWithTheToken() {
		tokens().register(TOKEN, ADA, soon());
		assertThat(server.everything()).matches("account-link:id-token:[0-9a-f]{64}=[0-9a-f]{64}\n");
		assertThat(server.longestLife()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
	}

	@Test
	void whatWasShownWhileRedisWasDownIsRememberedAfterwards() {
		ReplayCache tokens = tokens();
		server.stops();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens.register(TOKEN, EVE, soon())).isFalse();
		server.startsAgain();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(tokens.register(TOKEN, EVE, soon())).isFalse();
	}

	@Test
	void whatWasShownBeforeRedisWentDownIsRemembered() {
		ReplayCache tokens = tokens();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
		server.stops();
		assertThat(tokens.register(TOKEN, EVE, soon())).isFalse();
		assertThat(tokens.register(TOKEN, ADA, soon())).isTrue();
		server.startsAgain();
	}

}
