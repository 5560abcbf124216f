package io.accountlink.proof;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory of all replicas.
 */
class RedisUsedIdTokensIT extends UsedIdTokensContract {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@RegisterExtension
	static final RedisServer server = new RedisServer();

	@Override
	UsedIdTokens tokens() {
		return new RedisUsedIdTokens(server.redis(this.clock, new SimpleMeterRegistry(), PATIENCE),
				new MemoryUsedIdTokens(this.clock), this.clock);
	}

	@Test
	void whatOneReplicaWasShownAllKnow() {
		assertThat(tokens().use(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens().use(TOKEN, EVE, soon())).isFalse();
		assertThat(tokens().use(TOKEN, ADA, soon())).isTrue();
	}

	@Test
	void whatRedisIsToldNamesNeitherTokenNorAccountAndIsForgottenWithTheToken() {
		tokens().use(TOKEN, ADA, soon());
		assertThat(server.everything()).matches("account-link:id-token:[0-9a-f]{64}=[0-9a-f]{64}\n");
		assertThat(server.longestLife()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
	}

	@Test
	void whatWasShownWhileRedisWasDownIsRememberedAfterwards() {
		UsedIdTokens tokens = tokens();
		server.stops();
		assertThat(tokens.use(TOKEN, ADA, soon())).isTrue();
		assertThat(tokens.use(TOKEN, EVE, soon())).isFalse();
		server.startsAgain();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(tokens.use(TOKEN, EVE, soon())).isFalse();
	}

	@Test
	void whatWasShownBeforeRedisWentDownIsRemembered() {
		UsedIdTokens tokens = tokens();
		assertThat(tokens.use(TOKEN, ADA, soon())).isTrue();
		server.stops();
		assertThat(tokens.use(TOKEN, EVE, soon())).isFalse();
		assertThat(tokens.use(TOKEN, ADA, soon())).isTrue();
		server.startsAgain();
	}

}
