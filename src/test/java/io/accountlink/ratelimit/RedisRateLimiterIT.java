package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limiter that counts for all replicas.
 */
class RedisRateLimiterIT extends RateLimiterContract {

	// Much more than in production, so that a busy machine doesn't look like an outage.
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@RegisterExtension
	static final RedisServer server = new RedisServer();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Override
	RateLimiter limiter(RateLimitSettings settings) {
		return replica(settings, PATIENCE);
	}

	private RateLimiter replica(RateLimitSettings settings, Duration patience) {
		return new RedisRateLimiter(server.redis(this.clock, this.meters, patience),
				new InMemoryRateLimiter(settings, this.clock), settings, this.clock);
	}

	@Test
	void replicasCountTogether() {
		assertThat(granted(limiter(THREE_A_MINUTE), 2)).isEqualTo(2);
		assertThat(granted(limiter(THREE_A_MINUTE), 2)).isOne();
		assertThat(fallbacks()).isZero();
	}

	@Test
	void whatRedisIsToldNamesNobodyAndIsForgottenSoon() {
		limiter(THREE_A_MINUTE).take(ADA);
		assertThat(server.everything()).startsWith("account-link:limit:").doesNotContain("ada", "example", "corp");
		assertThat(server.longestLife()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(70));
	}

	@Test
	void whileRedisIsDownEachReplicaCountsForItself() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		assertThat(granted(limiter, 1)).isOne();
		server.stops();
		assertThat(granted(limiter, 5)).isEqualTo(3);
		assertThat(fallbacks()).isEqualTo(5);
		server.startsAgain();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(granted(limiter, 5)).isEqualTo(3);
		assertThat(fallbacks()).isEqualTo(5);
		assertThat(granted(limiter(THREE_A_MINUTE), 1)).isZero();
	}

	@Test
	void aRedisThatHangsKeepsNobodyWaiting() {
		RateLimiter limiter = replica(THREE_A_MINUTE, Duration.ofMillis(100));
		granted(limiter, 1);
		server.freezes();
		long start = System.nanoTime();
		assertThat(granted(limiter, 100)).isLessThanOrEqualTo(3);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
		server.thaws();
		assertThat(fallbacks()).isGreaterThanOrEqualTo(100);
	}

	private double fallbacks() {
		return this.meters.get("account.link.redis.fallbacks").counter().count();
	}

}
