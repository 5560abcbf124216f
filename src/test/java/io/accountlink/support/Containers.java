package io.accountlink.support;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/**
 * Images of the Dockerfile, built from the working tree, and containers with the
 * restrictions of production: read-only file system, no capabilities, 512 MiB.
 */
public final class Containers {

	public static final int API = 8080;

	public static final int MANAGEMENT = 8081;

	public static final int AUTH0 = 8090;

	public static final long MEMORY = 512L * 1024 * 1024;

	private static final String LOOPBACK = "127.0.0.1";

	private static final long TWO_PROCESSORS = 2_000_000_000;

	private final Network network;

	private final String service;

	private final String auth0;

	/**
	 * Builds the images, or finds them in Docker's cache.
	 */
	public Containers(Network network) {
		this.network = network;
		this.auth0 = image("account-link-simulated-auth0-under-test").withTarget("simulated-auth0").get();
		this.service = image("account-link-under-test").get();
	}

	private static ImageFromDockerfile image(String name) {
		return new ImageFromDockerfile(name, false).withFileFromPath("Dockerfile", Path.of("Dockerfile"))
			.withFileFromPath("pom.xml", Path.of("pom.xml"))
			.withFileFromPath("src", Path.of("src"));
	}

	public String image() {
		return this.service;
	}

	/**
	 * Returns a container of the service with valid settings. Its start waits for
	 * readiness.
	 */
	public GenericContainer<?> service(String auth0Name, Map<String, String> more) {
		return unstarted(more).withEnv("AUTH0_ISSUER", issuer(auth0Name))
			.withEnv("AUTH0_CLIENT_ID", "account-link-client")
			.withEnv("AUTH0_CLIENT_SECRET", "a-secret-of-the-test")
			.withEnv("LINK_AUDIENCE", "https://account-link.example/")
			.withEnv("LINK_ID_TOKEN_AUDIENCES", "frontend")
			.withExposedPorts(API, MANAGEMENT)
			.waitingFor(Wait.forHttp("/actuator/health/readiness").forPort(MANAGEMENT));
	}

	/**
	 * Returns a container of the service with these variables only.
	 */
	public GenericContainer<?> unstarted(Map<String, String> variables) {
		return new OnLoopback(DockerImageName.parse(this.service)).withNetwork(this.network)
			.withEnv(variables)
			.withCreateContainerCmdModifier((create) -> confine(create, API, MANAGEMENT));
	}

	public GenericContainer<?> auth0(String name, Map<String, String> more) {
		return new OnLoopback(DockerImageName.parse(this.auth0)).withNetwork(this.network)
			.withNetworkAliases(name)
			.withEnv("AUTH0_ISSUER", issuer(name))
			.withEnv("AUTH0_CLIENT_SECRET", "a-secret-of-the-test")
			.withEnv(more)
			.withExposedPorts(AUTH0)
			.withCreateContainerCmdModifier((create) -> confine(create, AUTH0))
			.waitingFor(Wait.forHttp("/.well-known/jwks.json").forPort(AUTH0).withReadTimeout(Duration.ofSeconds(5)));
	}

	public GenericContainer<?> redis() {
		return new GenericContainer<>("redis:8").withNetwork(this.network)
			.withNetworkAliases("redis")
			.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1));
	}

	private static String issuer(String name) {
		return "http://" + name + ":" + AUTH0 + "/";
	}

	private static void confine(CreateContainerCmd create, int... ports) {
		HostConfig host = Objects.requireNonNull(create.getHostConfig());
		host.withReadonlyRootfs(true)
			.withTmpFs(Map.of("/tmp", "rw"))
			.withCapDrop(Capability.ALL)
			.withMemory(MEMORY)
			.withNanoCPUs(TWO_PROCESSORS)
			.withPortBindings(Arrays.stream(ports)
				.mapToObj((port) -> new PortBinding(Binding.bindIp(LOOPBACK), ExposedPort.tcp(port)))
				.toList());
	}

	public static URI at(GenericContainer<?> container, int port, String path) {
		return URI.create("http://" + LOOPBACK + ":" + container.getMappedPort(port) + path);
	}

	/**
	 * Container with its ports on the loopback address only. When Testcontainers itself
	 * runs in a container, it would use the gateway of Docker's bridge instead.
	 */
	private static final class OnLoopback extends GenericContainer<OnLoopback> {

		OnLoopback(DockerImageName image) {
			super(image);
		}

		@Override
		public String getHost() {
			return LOOPBACK;
		}

	}

}
