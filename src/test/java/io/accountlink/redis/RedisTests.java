package io.accountlink.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.accountlink.settings.InvalidSettingException;
import io.accountlink.settings.Issuer;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.simulation.Address;
import io.accountlink.simulation.MovableClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Circuit breaker, fallback and connection of Redis while it is down, slow or gone.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisTests {

	private static final Duration TIME_LIMIT = Duration.ofMillis(100);

	private static final Duration WAIT_DURATION_IN_OPEN_STATE = Duration.ofMillis(1001);

	private static final String FALLBACK = "fallback";

	private static final Issuer ISSUER = new Issuer(TestRedis.ISSUER, List.of());

	private final MovableClock clock = MovableClock.stoppedNow();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final RedisClient client = TestRedis.client();

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void whereNobodyListensEachOperationFallsBackAndOneLineIsLogged(CapturedOutput output) {
		Redis redis = connect(Address.localOnAnyPort().port());
		for (int second = 0; second < 10; second++) {
			assertThat(ping(redis)).isEqualTo(FALLBACK);
			assertThat(ping(redis)).isEqualTo(FALLBACK);
			this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
		}
		assertThat(this.meters.get("account.link.redis.fallbacks").counter().count()).isEqualTo(20);
		assertThat(output).containsOnlyOnce("Circuit breaker redis-test is open")
			.containsOnlyOnce("ConnectException")
			.doesNotContain("is closed");
	}

	@Test
	void theCircuitBreakersIgnoreAWallClockThatIsSet() {
		CircuitBreakerRegistry breakers = new RedisConfiguration().redisCircuitBreakers(this.clock.monotonic());
		CircuitBreaker breaker = breakers.circuitBreaker("redis-rate-limit");
		this.clock.setForward(Duration.ofHours(1));
		breaker.transitionToOpenState();
		this.clock.setForward(Duration.ofHours(-1));
		assertThat(breaker.tryAcquirePermission()).isFalse();
		this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
		assertThat(breaker.tryAcquirePermission()).isTrue();
	}

	@Test
	void aServerThatAcceptsTheConnectionAndNeverAnswersCostsOneTimeLimitASecond() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Redis redis = connect(silent.getLocalPort());
			long start = System.nanoTime();
			for (int operation = 0; operation < 100; operation++) {
				assertThat(ping(redis)).isEqualTo(FALLBACK);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIME_LIMIT, Duration.ofSeconds(2));
		}
	}

	@Test
	void aServerThatIsSlowOnceKeepsItsConnection(CapturedOutput output) throws IOException, InterruptedException {
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis redis = connect(server.port());
			awaitPong(redis);
			server.delaysNextAnswer(TIME_LIMIT.multipliedBy(3));
			assertThat(ping(redis)).isEqualTo(FALLBACK);
			Thread.sleep(TIME_LIMIT.multipliedBy(4));
			this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
			assertThat(ping(redis)).isEqualTo("PONG");
			assertThat(server.connections()).isOne();
			assertThat(output).contains("is open", "is closed");
		}
	}

	@Test
	void aServerThatNeitherAnswersNorClosesGetsANewConnection() throws IOException {
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis redis = connect(server.port());
			awaitPong(redis);
			server.delaysNextAnswer(Duration.ofHours(1));
			assertThat(ping(redis)).isEqualTo(FALLBACK);
			this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
			assertThat(ping(redis)).isEqualTo(FALLBACK);
			awaitPong(redis);
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	@Test
	void aConnectionThatTheServerClosedIsReplacedAndClosed() throws IOException {
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis redis = connect(server.port());
			awaitPong(redis);
			server.endsConnections();
			awaitPong(redis);
			Awaitility.await().until(() -> server.connections() == 2 && server.openConnections() == 1);
		}
	}

	@Test
	void aReconnectIsNoticedWithoutAnyOperation() throws IOException {
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis redis = connect(server.port());
			awaitPong(redis);
			redis.onConnect(() -> this.meters.counter("reconnects").increment());
			server.endsConnections();
			Awaitility.await().until(() -> this.meters.counter("reconnects").count() == 1);
		}
	}

	@Test
	void aReconnectOfTheRateLimiterIsNoneOfReplayDetection() throws IOException {
		try (SimulatedRedis server = SimulatedRedis.start()) {
			new ApplicationContextRunner().withUserConfiguration(RedisConfiguration.class)
				.withPropertyValues("spring.data.redis.url=set")
				.withBean(RedisSettings.class, () -> settings(server))
				.withBean(Issuer.class, () -> ISSUER)
				.withBean(MonotonicClock.class, this.clock::monotonic)
				.withBean(MeterRegistry.class, () -> this.meters)
				.run((context) -> {
					Redis limits = context.getBean("rateLimitRedis", Redis.class);
					Redis replays = context.getBean("replayRedis", Redis.class);
					awaitPong(limits);
					awaitPong(replays);
					replays.onConnect(() -> this.meters.counter("reconnects").increment());
					server.endsConnections();
					this.clock.advance(Duration.ofSeconds(2));
					awaitPong(limits);
					awaitPong(replays);
					assertThat(this.meters.counter("reconnects").count()).isEqualTo(1);
				});
		}
	}

	@Test
	void oneSlowAnswerKeepsTheRateLimiterOnRedis() throws IOException {
		CircuitBreakerRegistry breakers = new RedisConfiguration().redisCircuitBreakers(this.clock.monotonic());
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis limits = rateLimiter(server, breakers);
			server.delaysNextAnswer(TIME_LIMIT.multipliedBy(2));
			assertThat(ping(limits)).isEqualTo(FALLBACK);
			Awaitility.await().until(() -> ping(limits).equals("PONG"));
			assertThat(breakers.circuitBreaker("redis-rate-limit").getState()).isEqualTo(State.CLOSED);
		}
	}

	@Test
	void slowAnswersToTheRateLimiterLeaveReplayDetectionAlone() throws IOException {
		RedisConfiguration configuration = new RedisConfiguration();
		CircuitBreakerRegistry breakers = configuration.redisCircuitBreakers(this.clock.monotonic());
		try (SimulatedRedis server = SimulatedRedis.start()) {
			Redis replays = configuration.replayRedis(this.client, settings(server), ISSUER, breakers, this.meters);
			awaitPong(replays);
			Redis limits = rateLimiter(server, breakers);
			server.delaysNextAnswer(Duration.ofHours(1));
			for (int operation = 0; operation < 5; operation++) {
				assertThat(ping(limits)).isEqualTo(FALLBACK);
			}
			assertThat(ping(replays)).isEqualTo("PONG");
			assertThat(breakers.circuitBreaker("redis-rate-limit").getState()).isEqualTo(State.OPEN);
		}
	}

	@Test
	void aTrialOperationThatEndsInAnErrorIsRepeatedAfterASecond() {
		CircuitBreaker breaker = CircuitBreaker.of("redis-test", RedisConfiguration.circuitBreaker(1, this.clock));
		breaker.transitionToOpenState();
		this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
		assertThatThrownBy(() -> breaker.executeRunnable(() -> {
			throw new StackOverflowError();
		})).isInstanceOf(StackOverflowError.class);
		assertThat(breaker.tryAcquirePermission()).isFalse();
		Awaitility.await().until(() -> {
			this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
			return breaker.tryAcquirePermission();
		});
	}

	@Test
	void aKeyRevealsNothingAndDiffersBetweenTenants() {
		String key = new String(connect(Address.localOnAnyPort().port()).key("limit", "samlp|corp|ada@example.com"),
				StandardCharsets.US_ASCII);
		assertThat(key).matches("account-link:limit:[0-9a-f]{64}");
		RedisSettings settings = new RedisSettings("redis://127.0.0.1:" + Address.localOnAnyPort().port());
		RedisConfiguration configuration = new RedisConfiguration();
		Redis other = configuration.replayRedis(this.client, settings, new Issuer("https://other.example/", List.of()),
				configuration.redisCircuitBreakers(this.clock.monotonic()), this.meters);
		assertThat(new String(other.key("limit", "samlp|corp|ada@example.com"), StandardCharsets.US_ASCII))
			.isNotEqualTo(key);
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis", "redis://", "http://redis:6379", "redis://redis:99999999", "redis://:s3cret@" })
	void anotherUrlStopsTheStartAndIsNotRepeated(String url) {
		assertThatThrownBy(() -> new RedisSettings(url)).isInstanceOf(InvalidSettingException.class)
			.hasMessage("SPRING_DATA_REDIS_URL must be a URL such as redis://redis:6379");
	}

	@Test
	void settingsDoNotShowThePassword() {
		RedisSettings settings = new RedisSettings("rediss://user:s3cret@redis:6379/1");
		assertThat(settings.uri(TIME_LIMIT).getHost()).isEqualTo("redis");
		assertThat(settings).hasToString("RedisSettings[withheld]");
	}

	private static String ping(Redis redis) {
		return redis.execute((connection) -> connection.async().ping(), () -> FALLBACK);
	}

	// The first operation of a cold process may exceed the time limit.
	private void awaitPong(Redis redis) {
		Awaitility.await().until(() -> {
			this.clock.advance(WAIT_DURATION_IN_OPEN_STATE);
			return ping(redis).equals("PONG");
		});
	}

	private Redis rateLimiter(SimulatedRedis server, CircuitBreakerRegistry breakers) {
		Redis limits = new RedisConfiguration().rateLimitRedis(this.client, settings(server), ISSUER, breakers,
				this.meters);
		awaitPong(limits);
		breakers.getAllCircuitBreakers().forEach((breaker) -> breaker.reset());
		return limits;
	}

	private static RedisSettings settings(SimulatedRedis server) {
		return new RedisSettings("redis://127.0.0.1:" + server.port());
	}

	private Redis connect(int port) {
		return TestRedis.connect(this.client, RedisURI.create("127.0.0.1", port), this.clock, this.meters, TIME_LIMIT);
	}

}
