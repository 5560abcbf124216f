package io.accountlink.specification.image;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.DockerClient;
import io.accountlink.problem.ProblemType;
import io.accountlink.support.Api;
import io.accountlink.support.Containers;
import io.accountlink.support.Metrics;
import io.accountlink.support.Response;
import io.accountlink.support.SocketFlood;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.concurrent.TimeUnit.MINUTES;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Container image: two replicas that share one Redis.
 */
@Tag("image")
class ImageIT {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String CAPACITY = "12";

	private static final int IN_FLIGHT = 20;

	// AOTMode=on stops the start where the AOT cache cannot be used.
	private static final String OTHER_OPTIONS = "@/app/jvm.options -XX:-UseSerialGC -XX:+UseG1GC "
			+ "-XX:MaxRAMPercentage=45 -XX:TieredStopAtLevel=4 -XX:AOTMode=on";

	private static final Network network = Network.newNetwork();

	private static final List<GenericContainer<?>> started = new CopyOnWriteArrayList<>();

	private static Containers containers;

	private static GenericContainer<?> auth0;

	private static GenericContainer<?> first;

	private static GenericContainer<?> second;

	private static GenericContainer<?> notReady;

	@BeforeAll
	static void startReplicas() {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		requireDocker();
		containers = new Containers(network);
		start(containers.redis());
		auth0 = start(containers.auth0("auth0", Map.of()));
		Map<String, String> shared = Map.of("SPRING_DATA_REDIS_URL", "redis://redis:6379", "LINK_RATE_LIMIT_CAPACITY",
				CAPACITY, "LINK_RATE_LIMIT_PERIOD", "1h");
		first = start(containers.service("auth0", shared));
		second = start(containers.service("auth0", shared));
		notReady = start(containers.service("nowhere", Map.of("JDK_JAVA_OPTIONS", OTHER_OPTIONS))
			.waitingFor(Wait.forHttp("/actuator/health/liveness").forPort(Containers.MANAGEMENT)));
		for (GenericContainer<?> replica : List.of(first, second)) {
			await().until(() -> reachesRedisInTime(replica));
		}
	}

	// The first calls after the start may exceed the time limit for Redis.
	private static boolean reachesRedisInTime(GenericContainer<?> replica) throws Exception {
		double before = metrics(replica).sum("account_link_redis_fallbacks_total");
		apiAs("auth0|early", replica).list(ME);
		return metrics(replica).sum("account_link_redis_fallbacks_total") == before;
	}

	private static void requireDocker() {
		boolean available = DockerClientFactory.instance().isDockerAvailable();
		if (!available) {
			System.out.println("LEFT OUT: no Docker engine answers, so the image was neither built nor tested");
		}
		Assumptions.assumeTrue(available, "No Docker engine answers, so the image was neither built nor tested");
	}

	private static GenericContainer<?> start(GenericContainer<?> container) {
		started.add(container);
		try {
			container.start();
		}
		catch (ContainerLaunchException ex) {
			throw new IllegalStateException(reasons(ex), ex);
		}
		return container;
	}

	// Testcontainers nests the reason in causes that a test report omits.
	private static String reasons(Throwable thrown) {
		return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
			.map(Throwable::toString)
			.collect(Collectors.joining(" <- "));
	}

	@AfterAll
	static void stop() {
		started.reversed().forEach(GenericContainer::stop);
		network.close();
	}

	@Test
	void aReplicaLinksListsAndUnlinks() throws Exception {
		Api ada = apiAs(ADA, first);
		ada.link(ME, Map.of("link_with", idToken("google-oauth2|1234")))
			.isCreated()
			.hasIdentities(ADA, "google-oauth2|1234");
		apiAs(ADA, second).list(ME).isOk().hasIdentities(ADA, "google-oauth2|1234");
		ada.unlink(ME, "google-oauth2", "1234").isOk().hasIdentities(ADA);
	}

	@Test
	void replicasShareAUsersLimit() throws Exception {
		int capacity = Integer.parseInt(CAPACITY);
		Api[] replicas = { apiAs("auth0|hasty", first), apiAs("auth0|hasty", second) };
		for (int request = 0; request < capacity; request++) {
			replicas[request % 2].list(ME).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		}
		replicas[0].list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
		replicas[1].list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
	}

	@Test
	void anIdTokenShownToOneReplicaServesNoOtherAccountAtAnother() throws Exception {
		Map<String, String> proof = Map.of("link_with", idToken("facebook|10150000000000001"));
		apiAs("auth0|bob", first).link(ME, proof).isCreated();
		apiAs("auth0|bob", second).link(ME, proof).isOk();
		apiAs("auth0|bob", first).unlink(ME, "facebook", "10150000000000001").isOk();
		apiAs(ADA, second).link(ME, proof).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs("auth0|bob", second).link(ME, proof).isCreated();
		apiAs("auth0|bob", second).unlink(ME, "facebook", "10150000000000001").isOk();
	}

	@Test
	void oneVariableReplacesCollectorHeapAndCompilerAndKeepsTheAotCache() {
		assertThat(metrics(first).valuesOf("id")).contains("Tenured Gen", "CodeCache");
		assertThat(heap(first)).isCloseTo(0.53, within(0.02));
		assertThat(metrics(notReady).valuesOf("id")).contains("G1 Old Gen", "CodeHeap 'profiled nmethods'");
		assertThat(heap(notReady)).isCloseTo(0.45, within(0.02));
	}

	// G1 does not know the limits of its young generation: -1.
	private static double heap(GenericContainer<?> replica) {
		return metrics(replica).sum("jvm_memory_max_bytes", "area=\"heap\"") / Containers.MEMORY;
	}

	@Test
	void theHealthCheckOfTheImageReportsLivenessWithAnyJavaOptions() throws Exception {
		assertThat(healthCheck(first, Map.of())).isZero();
		assertThat(healthCheck(notReady, Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC"))).isZero();
		assertThat(healthCheck(notReady, Map.of("MANAGEMENT_SERVER_PORT", "1"))).isNotZero();
	}

	private static int healthCheck(GenericContainer<?> service, Map<String, String> more) throws Exception {
		var image = Objects.requireNonNull(docker().inspectImageCmd(containers.image()).exec().getConfig());
		String[] check = Objects.requireNonNull(Objects.requireNonNull(image.getHealthcheck()).getTest())
			.toArray(String[]::new);
		assertThat(check[0]).isEqualTo("CMD");
		return service
			.execInContainer(
					ExecConfig.builder().command(Arrays.copyOfRange(check, 1, check.length)).envVars(more).build())
			.getExitCode();
	}

	@Test
	void itLogsInJsonWithTheTraceAndWithoutSecrets() throws Exception {
		Response refused = apiAs(ADA, first).list("auth0|bob").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		String trace = refused.json().path("trace_id").asString();
		await().until(() -> first.getLogs().contains(trace));
		List<JsonNode> lines = first.getLogs(OutputType.STDOUT)
			.lines()
			.filter((line) -> !line.isBlank())
			.map(ImageIT::json)
			.toList();
		assertThat(lines).allSatisfy((line) -> assertThat(line.has("@timestamp")).as(line.toString()).isTrue())
			.anySatisfy((line) -> assertThat(line.path("message").asString()).startsWith("Account Link is ready")
				.contains("ServerLimits[requests=352, connections=764]"))
			.anySatisfy((line) -> assertThat(line.path("message").asString()).contains("\"code\":\"not_own_account\"",
					trace));
		assertThat(first.getLogs(OutputType.STDERR).lines()).singleElement()
			.asString()
			.isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: @/app/jvm.options");
		assertThat(first.getLogs()).doesNotContain("a-secret-of-the-test", "Bearer ", "eyJ");
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void gracefulShutdownDrainsRequestsInFlight() throws Exception {
		GenericContainer<?> slow = start(containers.auth0("slow-auth0", Map.of("SIMULATION_LATENCY", "PT1.5S")));
		GenericContainer<?> service = start(
				containers.service("slow-auth0", Map.of("LINK_RATE_LIMIT_CAPACITY", "1000")));
		Api ada = apiAs(ADA, service, slow);
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Response>> inFlight = new ArrayList<>();
			for (int request = 0; request < IN_FLIGHT; request++) {
				inFlight.add(callers.submit(() -> ada.list(ME)));
			}
			await().until(() -> haveArrived(IN_FLIGHT, metrics(service)));
			docker().killContainerCmd(service.getContainerId()).withSignal("TERM").exec();
			for (Future<Response> response : inFlight) {
				response.get(1, MINUTES).isOk();
			}
		}
		await().until(() -> !service.isRunning());
		assertThat(exitCode(service)).isZero();
	}

	@ParameterizedTest
	@EnumSource(SocketFlood.Kind.class)
	void eightThousandSocketsWithoutATokenNeitherEndItNorHoldItUp(SocketFlood.Kind kind) throws Exception {
		String address = Objects.requireNonNull(docker().inspectContainerCmd(second.getContainerId())
			.exec()
			.getNetworkSettings()
			.getNetworks()
			.values()
			.iterator()
			.next()
			.getIpAddress());
		ExecResult flood = auth0.execInContainer("java", "-Xmx128m", "-cp", "/app/classes:/app/lib/*",
				SocketFlood.class.getName(), address, Integer.toString(Containers.API), "8000", kind.name());
		assertThat(flood.getStdout()).as(flood.getStderr())
			.containsPattern("(?s)[1-9]\\d{2,3} of 8000.*[1-9]\\d{2,3} of 8000");
		Api machine = Api.at(second.getMappedPort(Containers.API))
			.with("Authorization", "Bearer " + minted(auth0, "access?sub=batch%40clients&permission=link:any_account"));
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> machine.list("auth0|bob").status() == 200);
		machine.link("auth0|bob", "facebook", "10150000000000001").isCreated();
		machine.unlink("auth0|bob", "facebook", "10150000000000001").isOk();
		assertThat(second.getLogs()).containsOnlyOnce("Account Link is ready");
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void itDoesNotStartWithoutAVariableThatItNeeds() {
		GenericContainer<?> service = start(containers
			.unstarted(Map.of("AUTH0_CLIENT_ID", "client", "AUTH0_CLIENT_SECRET", "secret", "LINK_AUDIENCE", "api"))
			.withStartupCheckStrategy(new UntilItEnds()));
		assertThat(exitCode(service)).isEqualTo(1);
		List<String> errors = service.getLogs()
			.lines()
			.filter((line) -> line.contains("ERROR"))
			.map((line) -> json(line).path("message").asString())
			.toList();
		assertThat(errors).singleElement().asString().startsWith("Account Link can't start: AUTH0_ISSUER is missing");
		assertThat(service.getLogs()).doesNotContain("\\tat ");
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private static boolean haveArrived(int requests, Metrics metrics) {
		double inFlight = metrics.sum("http_server_requests_active_seconds_gcount");
		return inFlight > 0 && inFlight + metrics.sum("http_server_requests_seconds_count") >= requests;
	}

	private static Metrics metrics(GenericContainer<?> service) {
		return Metrics.at(service.getMappedPort(Containers.MANAGEMENT));
	}

	private static Long exitCode(GenericContainer<?> container) {
		return Objects.requireNonNull(
				docker().inspectContainerCmd(container.getContainerId()).exec().getState().getExitCodeLong());
	}

	private static Api apiAs(String subject, GenericContainer<?> replica) throws Exception {
		return apiAs(subject, replica, auth0);
	}

	private static Api apiAs(String subject, GenericContainer<?> replica, GenericContainer<?> issuer) throws Exception {
		String token = minted(issuer, "access?sub=" + Api.encoded(subject) + "&permission=link:own_account");
		return Api.at(replica.getMappedPort(Containers.API)).with("Authorization", "Bearer " + token);
	}

	private static String idToken(String subject) throws Exception {
		return minted(auth0, "id?sub=" + Api.encoded(subject));
	}

	private static String minted(GenericContainer<?> issuer, String which) throws IOException, InterruptedException {
		try (HttpClient http = HttpClient.newHttpClient()) {
			return http
				.send(HttpRequest.newBuilder(Containers.at(issuer, Containers.AUTH0, "/simulation/tokens/" + which))
					.build(), BodyHandlers.ofString())
				.body();
		}
	}

	private static JsonNode json(String line) {
		return JsonMapper.shared().readTree(line);
	}

	private static DockerClient docker() {
		return DockerClientFactory.instance().client();
	}

	/**
	 * Startup check that waits until the container has exited.
	 */
	private static final class UntilItEnds extends StartupCheckStrategy {

		@Override
		public StartupStatus checkStartupState(DockerClient docker, String containerId) {
			return DockerStatus.isContainerStopped(getCurrentState(docker, containerId)) ? StartupStatus.SUCCESSFUL
					: StartupStatus.NOT_YET_KNOWN;
		}

	}

}
