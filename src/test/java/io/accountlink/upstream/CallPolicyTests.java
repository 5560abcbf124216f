package io.accountlink.upstream;

import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.MovableClock;
import io.accountlink.upstream.CallPolicy.ClientCall;
import io.accountlink.upstream.UpstreamException.Refused;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Jitter of the wait for the rate limit, the time limit of a call, and the log line of a
 * call that was given up.
 */
class CallPolicyTests {

	private static final Duration LONGEST = Duration.ofSeconds(2);

	private static final Duration TIME_LIMIT = Duration.ofMillis(100);

	private static final Mono<Long> AFTER_TIME_LIMIT = Mono.delay(TIME_LIMIT.multipliedBy(5));

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

	@Test
	void aCallThatFailsAfterItWasGivenUpIsLoggedWithoutItsMessage() {
		Logger logger = (Logger) LoggerFactory.getLogger(CallPolicy.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		logger.setLevel(Level.DEBUG);
		AtomicReference<ContextView> ofCall = new AtomicReference<>();
		Mono<String> call = Mono.deferContextual((context) -> {
			ofCall.set(context);
			return Mono.just("done");
		});
		assertThat(policy().read(Deadline.after(Duration.ofSeconds(10)), () -> call,
				(failure) -> new Refused(ProblemType.AUTH0_ERROR.withDetail("failed"))))
			.isEqualTo("done");
		Operators.onErrorDropped(new IllegalStateException("GET /users/ada@example.com"), Context.of(ofCall.get()));
		logger.detachAppender(lines);
		logger.setLevel(null);
		assertThat(lines.list).singleElement().satisfies((line) -> {
			assertThat(line.getFormattedMessage())
				.isEqualTo("A call failed after it was cancelled: java.lang.IllegalStateException");
			assertThat(line.getThrowableProxy()).isNull();
		});
	}

	@Test
	void theClientReportsACallThatNeverConnectedAlsoAfterTheTimeLimit() {
		Mono<String> call = AFTER_TIME_LIMIT.then(Mono.error(() -> new HttpConnectTimeoutException("connecting")));
		assertThat(failureOf(call)).isInstanceOf(HttpConnectTimeoutException.class);
	}

	@Test
	void aBodyThatIsLateEndsAtTheTimeLimit() {
		Mono<String> call = Mono.deferContextual((context) -> {
			context.<ClientCall>get(CallPolicy.CLIENT_CALL).hasResponse().set(true);
			return AFTER_TIME_LIMIT.thenReturn("late");
		});
		assertThat(failureOf(call)).isInstanceOf(TimeoutException.class);
	}

	private static Throwable failureOf(Mono<String> call) {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> policy().read(Deadline.after(TIME_LIMIT), () -> call, (thrown) -> {
				failure.set(thrown);
				return new Refused(ProblemType.AUTH0_ERROR.withDetail("failed"));
			}));
		return failure.get();
	}

	private static CallPolicy policy() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		return new CallPolicy(CircuitBreaker.ofDefaults("read"), new RetryBudget(0, TimeMeter.SYSTEM_NANOTIME, meters),
				new RateLimitPause(MovableClock.stoppedNow().monotonic()),
				new UpstreamSettings(10, 50, Duration.ofSeconds(5), 0, Duration.ZERO), new CallMeters(meters, "read"),
				new ConnectionLog());
	}

}
