package io.accountlink.ratelimit;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.accountlink.simulation.MovableTimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Token buckets that all replicas share.
 */
class RedisRateLimiterIT extends RateLimiterContract {

	// Much more than in production, so that a busy machine doesn't look like an outage.
	private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

	@RegisterExtension
	static final RedisServer server = new RedisServer();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Override
	RateLimiter limiter(RateLimitSettings settings) {
		return replica(settings, TIME_LIMIT);
	}

	private RateLimiter replica(RateLimitSettings settings, Duration timeLimit) {
		MovableTimeMeter time = new MovableTimeMeter(this.clock);
		return new RedisRateLimiter(server.connect(this.clock, this.meters, timeLimit),
				new InMemoryRateLimiter(settings, time, new SimpleMeterRegistry()), settings, time);
	}

	@Test
	void replicasCountTogether() {
		assertThat(granted(limiter(THREE_A_MINUTE), 2)).isEqualTo(2);
		assertThat(granted(limiter(THREE_A_MINUTE), 2)).isOne();
		assertThat(fallbacks()).isZero();
	}

	@Test
	void keysAndValuesNameNobodyAndExpireWithThePeriod() {
		limiter(THREE_A_MINUTE).tryConsume(ADA);
		assertThat(server.everything()).startsWith("account-link:limit:").doesNotContain("ada", "example", "corp");
		assertThat(server.longestTimeToLive()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(70));
	}

	@Test
	void whileRedisIsDownEachReplicaCountsForItself() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		assertThat(granted(limiter, 1)).isOne();
		server.stops();
		assertThat(granted(limiter, 5)).isEqualTo(3);
		assertThat(fallbacks()).isEqualTo(5);
		server.startsAgain();
		Awaitility.await().until(() -> {
			double before = fallbacks();
			this.clock.advance(Duration.ofMillis(1001));
			limiter.tryConsume("auth0|bob");
			return fallbacks() == before;
		});
		assertThat(granted(limiter, 5)).isEqualTo(3);
		assertThat(granted(limiter(THREE_A_MINUTE), 1)).isZero();
	}

	@Test
	void aRedisThatHangsKeepsNobodyWaiting() {
		RateLimiter limiter = replica(THREE_A_MINUTE, Duration.ofMillis(100));
		granted(limiter, 1);
		server.pauses();
		long start = System.nanoTime();
		assertThat(granted(limiter, 100)).isLessThanOrEqualTo(3);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
		server.resumes();
		assertThat(fallbacks()).isGreaterThanOrEqualTo(100);
	}

	private double fallbacks() {
		return this.meters.get("account.link.redis.fallbacks").counter().count();
	}

}
