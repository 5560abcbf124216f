package io.accountlink.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;
import io.accountlink.simulation.MovableClock;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A Redis that isn't there, or doesn't answer, costs little and is told of once.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisTests {

	private static final Duration PATIENCE = Duration.ofMillis(100);

	private final MovableClock clock = MovableClock.stoppedNow();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void whereNobodyListensEachQuestionIsAnsweredByWhoeverStandsIn(CapturedOutput output) throws IOException {
		try (RedisConnection connection = new RedisConnection(uri(closedPort()))) {
			Redis redis = redis(connection);
			for (int second = 0; second < 10; second++) {
				assertThat(ping(redis)).isEqualTo("stand-in");
				assertThat(ping(redis)).isEqualTo("stand-in");
				this.clock.advance(Duration.ofSeconds(1));
			}
		}
		assertThat(this.meters.get("account.link.redis.fallbacks").counter().count()).isEqualTo(20);
		assertThat(output).containsOnlyOnce("Redis fails");
	}

	@Test
	void aServerThatTakesTheConnectionAndSaysNothingIsWaitedForOnceASecond() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				RedisConnection connection = new RedisConnection(uri(silent.getLocalPort()))) {
			Redis redis = redis(connection);
			long start = System.nanoTime();
			for (int question = 0; question < 100; question++) {
				assertThat(ping(redis)).isEqualTo("stand-in");
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(PATIENCE, Duration.ofSeconds(2));
		}
	}

	@Test
	void aServerThatIsSlowOnceKeepsItsConnection() throws IOException, InterruptedException {
		try (SlowRedis server = SlowRedis.start();
				RedisConnection connection = new RedisConnection(uri(server.port()))) {
			Redis redis = redis(connection);
			Awaitility.await().until(() -> {
				this.clock.advance(Duration.ofSeconds(1));
				return ping(redis).equals("PONG");
			});
			int before = server.connections();
			server.holdsItsTongueFor(PATIENCE.multipliedBy(3));
			assertThat(ping(redis)).isEqualTo("stand-in");
			Thread.sleep(PATIENCE.multipliedBy(4));
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(ping(redis)).isEqualTo("PONG");
			assertThat(server.connections()).isEqualTo(before);
		}
	}

	@Test
	void aNameTellsNothingAndIsTheTenantsOwn() throws IOException {
		try (RedisConnection connection = new RedisConnection(uri(closedPort()))) {
			String key = new String(redis(connection).key("limit", "samlp|corp|ada@example.com"),
					StandardCharsets.US_ASCII);
			assertThat(key).matches("account-link:limit:[0-9a-f]{64}");
			Redis other = new Redis(connection, "https://other.example/", PATIENCE, outage());
			assertThat(new String(other.key("limit", "samlp|corp|ada@example.com"), StandardCharsets.US_ASCII))
				.isNotEqualTo(key);
		}
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
		assertThat(settings.uri().getHost()).isEqualTo("redis");
		assertThat(settings).hasToString("RedisSettings[withheld]");
	}

	private static String ping(Redis redis) {
		return redis.ask((connection) -> connection.async().ping(), () -> "stand-in");
	}

	private Redis redis(RedisConnection connection) {
		return new Redis(connection, "https://tenant.example/", PATIENCE, outage());
	}

	private Outage outage() {
		return new Outage(this.meters, this.clock);
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static RedisURI uri(int port) {
		return RedisURI.create("127.0.0.1", port);
	}

}
