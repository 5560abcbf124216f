package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.settings.ClockConfiguration;
import io.accountlink.settings.InvalidSettingException;
import io.accountlink.simulation.MovableTimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.github.bucket4j.TimeMeter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Token buckets of one instance.
 */
class InMemoryRateLimiterTests extends RateLimiterContract {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Override
	InMemoryRateLimiter limiter(RateLimitSettings settings) {
		return new InMemoryRateLimiter(settings, new MovableTimeMeter(this.clock.monotonic()), this.meters);
	}

	@Test
	void aBucketExpiresWhenNobodyUsedItForAPeriod() {
		InMemoryRateLimiter limiter = limiter(THREE_A_MINUTE);
		for (int user = 0; user < 1000; user++) {
			limiter.tryConsume("auth0|" + user);
		}
		assertThat(size()).isEqualTo(1000);
		this.clock.advance(Duration.ofMinutes(1));
		Awaitility.await().until(() -> {
			limiter.tryConsume(ADA);
			return size() == 1;
		});
	}

	@Test
	void fewerOtherUsersThanTheBoundResetNobodysBucket() {
		InMemoryRateLimiter limiter = limiter(THREE_A_MINUTE);
		granted(limiter, 3);
		for (int user = 1; user < InMemoryRateLimiter.MAXIMUM_SIZE; user++) {
			limiter.tryConsume("auth0|" + user);
		}
		assertThat(limiter.tryConsume(ADA).granted()).isFalse();
	}

	@Test
	void memoryIsBoundedHoweverManyUsersCome() {
		InMemoryRateLimiter limiter = limiter(THREE_A_MINUTE);
		for (int user = 0; user < InMemoryRateLimiter.MAXIMUM_SIZE * 2; user++) {
			limiter.tryConsume("auth0|" + user);
		}
		Awaitility.await().until(() -> size() <= InMemoryRateLimiter.MAXIMUM_SIZE);
	}

	@Test
	void periodsInMemoryRunOnTheMonotonicClock() {
		new ApplicationContextRunner().withUserConfiguration(ClockConfiguration.class, RateLimitConfiguration.class)
			.run((context) -> assertThat(context.getBean(TimeMeter.class)).isEqualTo(TimeMeter.SYSTEM_NANOTIME));
	}

	@ParameterizedTest
	@CsvSource({ "0, PT1M, LINK_RATE_LIMIT_CAPACITY", "-1, PT1M, LINK_RATE_LIMIT_CAPACITY",
			"1000001, PT1M, LINK_RATE_LIMIT_CAPACITY", "20, PT0S, LINK_RATE_LIMIT_PERIOD",
			"20, PT0.999S, LINK_RATE_LIMIT_PERIOD", "20, PT25H, LINK_RATE_LIMIT_PERIOD" })
	void anImpossibleLimitStopsTheStart(int capacity, Duration period, String variable) {
		assertThatThrownBy(() -> new RateLimitSettings(capacity, period)).isInstanceOf(InvalidSettingException.class)
			.hasMessageStartingWith(variable + " must be ");
	}

	private double size() {
		return this.meters.get("cache.size").gauge().value();
	}

}
