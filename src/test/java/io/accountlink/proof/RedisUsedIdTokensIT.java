package io.accountlink.proof;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory of all replicas.
 */
class RedisUsedIdTokensIT extends UsedIdTokensContract {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static RedisServer server;

	@BeforeAll
	static void startServer() {
		server = RedisServer.started();
	}

	@AfterAll
	static void stopServer() {
		if (server != null) {
			server.close();
		}
	}

	@BeforeEach
	void nothingIsKnown() {
		server.forgetsEverything();
	}

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
