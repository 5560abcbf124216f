package io.accountlink.idtoken;

import java.time.Duration;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Replay cache of one instance.
 */
class InMemoryReplayCacheTests extends ReplayCacheContract {

	@Override
	InMemoryReplayCache cache() {
		return new InMemoryReplayCache(this.clock, new SimpleMeterRegistry());
	}

	@Test
	void aTokenIsKnownAsLongAsItIsAcceptedAndForgottenSoonAfterwards() {
		InMemoryReplayCache cache = cache();
		cache.register(TOKEN, ADA, inTenMinutes());
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		this.clock.advance(InMemoryReplayCache.CLOCK_SKEW);
		assertThat(cache.find(TOKEN)).isEmpty();
	}

	@Test
	void aTokenIsKnownWhenTheWallClockIsSetBack() {
		InMemoryReplayCache cache = cache();
		cache.register(TOKEN, ADA, inTenMinutes());
		this.clock.advance(Duration.ofHours(-1));
		for (int minute = 0; minute < 70; minute++) {
			cache.register("jti:" + minute, ADA, inTenMinutes());
			assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
			this.clock.advance(Duration.ofMinutes(1));
		}
	}

	@Test
	void aFullCacheRefusesNewTokensAndForgetsNone() {
		InMemoryReplayCache cache = cache();
		for (int token = 0; token < InMemoryReplayCache.MAXIMUM_SIZE; token++) {
			cache.register("jti:" + token, ADA, inTenMinutes());
		}
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> cache.register("jti:new", ADA, inTenMinutes()))
			.satisfies((full) -> assertThat(full.type()).isEqualTo(ProblemType.OVERLOADED))
			.satisfies((full) -> assertThat(full.retryAfter()).isPresent());
		for (int token = 0; token < InMemoryReplayCache.MAXIMUM_SIZE; token++) {
			assertThat(cache.register("jti:" + token, EVE, inTenMinutes())).isFalse();
		}
		assertThat(cache.register("jti:0", ADA, inTenMinutes())).isTrue();
	}

	@Test
	void aFullCacheTakesTokensAgainWhenTheOthersExpired() {
		InMemoryReplayCache cache = cache();
		for (int token = 0; token < InMemoryReplayCache.MAXIMUM_SIZE; token++) {
			cache.register("jti:" + token, ADA, inTenMinutes());
		}
		this.clock.advance(Duration.ofMinutes(11));
		assertThat(cache.register("jti:new", ADA, inTenMinutes())).isTrue();
	}

}
