package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The limiter that counts for one instance.
 */
class InMemoryRateLimiterTests extends RateLimiterContract {

	@Override
	InMemoryRateLimiter limiter(RateLimitSettings settings) {
		return new InMemoryRateLimiter(settings, this.clock);
	}

	@Test
	void usersAreForgottenOnceTheirPeriodIsOver() {
		InMemoryRateLimiter limiter = limiter(THREE_A_MINUTE);
		for (int user = 0; user < 1000; user++) {
			limiter.take("auth0|" + user);
		}
		limiter.forgetTheFull();
		assertThat(limiter.size()).isEqualTo(1000);
		this.clock.advance(Duration.ofMinutes(1));
		limiter.take(ADA);
		limiter.forgetTheFull();
		assertThat(limiter.size()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "0, PT1M, LINK_RATE_LIMIT_CAPACITY", "-1, PT1M, LINK_RATE_LIMIT_CAPACITY",
			"1000001, PT1M, LINK_RATE_LIMIT_CAPACITY", "20, PT0S, LINK_RATE_LIMIT_PERIOD",
			"20, PT0.999S, LINK_RATE_LIMIT_PERIOD", "20, PT25H, LINK_RATE_LIMIT_PERIOD" })
	void anImpossibleLimitStopsTheStart(int capacity, Duration period, String variable) {
		assertThatThrownBy(() -> new RateLimitSettings(capacity, period)).isInstanceOf(InvalidSettingException.class)
			.hasMessageStartingWith(variable + " must be ");
	}

}
