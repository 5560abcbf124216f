package io.accountlink.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import io.accountlink.simulation.Address;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Redis in a container that tests stop, start and pause. It runs for a class of tests,
 * which is skipped without Docker, and is empty when a test begins.
 */
public final class RedisServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	private static final int REDIS_PORT = 6379;

	private static final String LOOPBACK = "127.0.0.1";

	private final int port = Address.localOnAnyPort().port();

	private final GenericContainer<?> container = new GenericContainer<>("redis:8").withExposedPorts(REDIS_PORT)
		.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1))
		.withCreateContainerCmdModifier((create) -> Objects.requireNonNull(create.getHostConfig())
			.withPortBindings(
					new PortBinding(Binding.bindIpAndPort(LOOPBACK, this.port), ExposedPort.tcp(REDIS_PORT))));

	private final List<RedisClient> clients = new ArrayList<>();

	@Override
	public void beforeAll(ExtensionContext tests) {
		Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(),
				"No Docker engine answers, so there is no Redis to show this with");
		this.container.start();
	}

	@Override
	public void beforeEach(ExtensionContext test) {
		try (RedisClient client = RedisClient.create(url())) {
			client.connect().sync().flushall();
		}
	}

	@Override
	public void afterAll(ExtensionContext tests) {
		this.clients.forEach(RedisClient::close);
		this.container.stop();
	}

	public String url() {
		return "redis://" + LOOPBACK + ":" + this.port;
	}

	/**
	 * Connects a replica whose circuit breaker opens after one failure.
	 */
	public Redis connect(Clock clock, MeterRegistry meters, Duration timeLimit) {
		RedisClient client = TestRedis.client();
		this.clients.add(client);
		return TestRedis.connect(client, RedisURI.create(url()), clock, meters, timeLimit);
	}

	/**
	 * Returns all keys and values.
	 */
	public String everything() {
		StringBuilder all = new StringBuilder();
		try (RedisClient client = RedisClient.create(url())) {
			RedisCommands<String, String> redis = client.connect().sync();
			redis.keys("*").forEach((key) -> all.append(key).append('=').append(redis.get(key)).append('\n'));
		}
		return all.toString();
	}

	/**
	 * Returns the longest time to live of all keys.
	 */
	public Duration longestTimeToLive() {
		try (RedisClient client = RedisClient.create(url())) {
			RedisCommands<String, String> redis = client.connect().sync();
			return Duration.ofMillis(redis.keys("*")
				.stream()
				.mapToLong((key) -> (redis.pttl(key) < 0) ? Long.MAX_VALUE : redis.pttl(key))
				.max()
				.orElseThrow());
		}
	}

	/**
	 * Delays all answers for a time (CLIENT PAUSE).
	 */
	public void delaysAnswersFor(Duration time) {
		try (RedisClient client = RedisClient.create(url())) {
			client.connect().sync().clientPause(time.toMillis());
		}
	}

	public void stops() {
		docker().stopContainerCmd(this.container.getContainerId()).withTimeout(0).exec();
	}

	public void startsAgain() {
		docker().startContainerCmd(this.container.getContainerId()).exec();
		Awaitility.await().ignoreExceptionsInstanceOf(RedisException.class).until(() -> everything().isEmpty());
	}

	/**
	 * Stops the process, while the kernel still accepts connections.
	 */
	public void pauses() {
		docker().pauseContainerCmd(this.container.getContainerId()).exec();
	}

	public void resumes() {
		docker().unpauseContainerCmd(this.container.getContainerId()).exec();
	}

	private DockerClient docker() {
		return this.container.getDockerClient();
	}

}
