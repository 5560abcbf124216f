package io.accountlink.idtoken;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory of one instance.
 */
class InMemoryReplayCacheTests extends ReplayCacheContract {

	@Override
	InMemoryReplayCache tokens() {
		return new InMemoryReplayCache(this.clock);
	}

	@Test
	void aTokenIsForgottenOnceItIsTooOldAnyway() {
		InMemoryReplayCache tokens = tokens();
		tokens.register(TOKEN, ADA, soon());
		tokens.forgetTheOld();
		assertThat(tokens.size()).isOne();
		this.clock.advance(Duration.ofMinutes(10).plusSeconds(1));
		tokens.forgetTheOld();
		assertThat(tokens.size()).isZero();
	}

}
