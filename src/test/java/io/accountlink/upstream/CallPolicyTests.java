package io.accountlink.upstream;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jitter of the wait for the rate limit.
 */
class CallPolicyTests {

	private static final Duration LONGEST = Duration.ofSeconds(2);

	@Test
	void jitterSpreadsTheWaitAndNeverShortensIt() {
		Duration retryAfter = Duration.ofSeconds(1);
		List<Duration> waits = Stream.generate(() -> CallPolicy.withJitter(retryAfter, LONGEST)).limit(500).toList();
		assertThat(waits).allSatisfy((wait) -> assertThat(wait).isBetween(retryAfter, Duration.ofMillis(1500)))
			.anyMatch((wait) -> wait.compareTo(Duration.ofMillis(1100)) < 0)
			.anyMatch((wait) -> wait.compareTo(Duration.ofMillis(1400)) > 0);
	}

	@Test
	void jitterDoesNotExceedTheLongestWait() {
		assertThat(CallPolicy.withJitter(LONGEST, LONGEST)).isEqualTo(LONGEST);
		assertThat(CallPolicy.withJitter(Duration.ofMinutes(1), LONGEST)).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void theShortestWaitIs100Milliseconds() {
		assertThat(CallPolicy.withJitter(Duration.ZERO, Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(100));
	}

}
