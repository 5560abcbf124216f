package io.accountlink.proof;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory of one instance.
 */
class MemoryUsedIdTokensTests extends UsedIdTokensContract {

	@Override
	MemoryUsedIdTokens tokens() {
		return new MemoryUsedIdTokens(this.clock);
	}

	@Test
	void aTokenIsForgottenOnceItIsTooOldAnyway() {
		MemoryUsedIdTokens tokens = tokens();
		tokens.use(TOKEN, ADA, soon());
		tokens.forgetTheOld();
		assertThat(tokens.size()).isOne();
		this.clock.advance(Duration.ofMinutes(10).plusSeconds(1));
		tokens.forgetTheOld();
		assertThat(tokens.size()).isZero();
	}

}
