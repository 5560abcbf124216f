package io.accountlink.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.accountlink.ratelimit.RateLimiter.Permit;
import io.accountlink.simulation.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rate limiting, wherever buckets are stored.
 */
abstract class RateLimiterContract {

	static final String ADA = "samlp|corp|ada@example.com";

	static final RateLimitSettings THREE_A_MINUTE = new RateLimitSettings(3, Duration.ofMinutes(1));

	final MovableClock clock = MovableClock.stoppedNow();

	/**
	 * A replica with this limit.
	 */
	abstract RateLimiter limiter(RateLimitSettings settings);

	@Test
	void asManyRequestsGoThroughAsTheLimitSays() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		assertThat(limiter.tryConsume(ADA)).isEqualTo(new Permit(true, 2, Duration.ofMinutes(1)));
		assertThat(limiter.tryConsume(ADA)).isEqualTo(new Permit(true, 1, Duration.ofMinutes(1)));
		this.clock.advance(Duration.ofSeconds(18));
		assertThat(limiter.tryConsume(ADA)).isEqualTo(new Permit(true, 0, Duration.ofSeconds(42)));
		assertThat(limiter.tryConsume(ADA)).isEqualTo(new Permit(false, 0, Duration.ofSeconds(42)));
	}

	@Test
	void theNextPeriodBringsTheFullNumberAndNotMore() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		limiter.tryConsume(ADA);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(granted(limiter, 5)).isEqualTo(3);
		this.clock.advance(Duration.ofSeconds(59));
		assertThat(granted(limiter, 1)).isZero();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(granted(limiter, 5)).isEqualTo(3);
	}

	@Test
	void aRefusedRequestDoesNotPutTheNextPeriodOff() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		granted(limiter, 3);
		for (int second = 0; second < 59; second++) {
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(limiter.tryConsume(ADA).granted()).isFalse();
		}
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(limiter.tryConsume(ADA).granted()).isTrue();
	}

	@Test
	void usersAreCountedEachForThemselves() {
		RateLimiter limiter = limiter(THREE_A_MINUTE);
		granted(limiter, 4);
		assertThat(limiter.tryConsume("auth0|bob")).isEqualTo(new Permit(true, 2, Duration.ofMinutes(1)));
	}

	@Test
	void requestsThatRaceGetNoMoreThanThoseInLine() throws Exception {
		RateLimiter limiter = limiter(new RateLimitSettings(10, Duration.ofMinutes(1)));
		List<Future<Permit>> racing = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int request = 0; request < 20; request++) {
				racing.add(threads.submit(() -> limiter.tryConsume(ADA)));
			}
		}
		assertThat(racing.stream().filter((permit) -> permit.resultNow().granted())).hasSize(10);
	}

	static int granted(RateLimiter limiter, int requests) {
		int granted = 0;
		for (int request = 0; request < requests; request++) {
			granted += limiter.tryConsume(ADA).granted() ? 1 : 0;
		}
		return granted;
	}

}
