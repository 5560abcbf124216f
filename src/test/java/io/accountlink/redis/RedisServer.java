package io.accountlink.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
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
 * A Redis in a container that tests stop, start and freeze. It runs for a class of tests,
 * which is left out where there is no Docker, and knows nothing when a test begins.
 */
public final class RedisServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	private static final int REDIS_PORT = 6379;

	private static final String LOOPBACK = "127.0.0.1";

	private final int port = freePort();

	private final GenericContainer<?> container = new GenericContainer<>("redis:8").withExposedPorts(REDIS_PORT)
		.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1))
		.withCreateContainerCmdModifier((create) -> Objects.requireNonNull(create.getHostConfig())
			.withPortBindings(
					new PortBinding(Binding.bindIpAndPort(LOOPBACK, this.port), ExposedPort.tcp(REDIS_PORT))));

	private final List<RedisConnection> connections = new ArrayList<>();

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
		this.connections.forEach(RedisConnection::close);
		this.container.stop();
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String url() {
		return "redis://" + LOOPBACK + ":" + this.port;
	}

	/**
	 * What one replica makes of this server.
	 */
	public Redis redis(Clock clock, MeterRegistry meters, Duration patience) {
		RedisConnection connection = new RedisConnection(RedisURI.create(url()));
		this.connections.add(connection);
		return new Redis(connection, "https://tenant.example/", patience, new Outage(meters, clock));
	}

	/**
	 * All that it knows, names and values, as text.
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
	 * The longest time for which it will know any of what it knows.
	 */
	public Duration longestLife() {
		try (RedisClient client = RedisClient.create(url())) {
			RedisCommands<String, String> redis = client.connect().sync();
			return Duration.ofMillis(redis.keys("*")
				.stream()
				.mapToLong((key) -> (redis.pttl(key) < 0) ? Long.MAX_VALUE : redis.pttl(key))
				.max()
				.orElseThrow());
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
	 * Takes connections and says nothing.
	 */
	public void freezes() {
		docker().pauseContainerCmd(this.container.getContainerId()).exec();
	}

	public void thaws() {
		docker().unpauseContainerCmd(this.container.getContainerId()).exec();
	}

	private DockerClient docker() {
		return this.container.getDockerClient();
	}

}
