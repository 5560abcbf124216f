package io.accountlink;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Graceful shutdown of the packaged service under load: every request gets its response
 * and its audit event. It has its own simulated Auth0, so it may run beside other tests.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class ShutdownIT {

	private static final Path JAR = Path.of("target", "account-link-1.0.0.jar");

	private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);

	private static final int WARM_UP = 50;

	private static final int REQUESTS_BEFORE = 150;

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path logs;

	@Test
	void gracefulShutdownTurnsUnreadyDrainsRequestsInFlightLogsTheirAuditEventsAndExitsWithCodeZero() throws Exception {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			int port = freePort();
			int managementPort = freePort();
			Process service = start(auth0, port, managementPort);
			try {
				until(() -> readiness(managementPort) == 200);
				List<CompletableFuture<Integer>> answers = load(auth0, service, port, managementPort);
				assertThat(answers).hasSizeGreaterThan(REQUESTS_BEFORE)
					.allSatisfy((answer) -> assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(201));
				assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
				assertThat(service.exitValue()).as("exit code").isZero();
				assertThat(auth0.calls(Operation.LINK)).isEqualTo(answers.size());
				assertThat(auditEvents()).as("audit events").hasSize(answers.size()).doesNotHaveDuplicates();
			}
			finally {
				service.destroyForcibly();
			}
		}
	}

	// Sends 50 requests a second while the instance is ready, as a load balancer does.
	private List<CompletableFuture<Integer>> load(SimulatedAuth0 auth0, Process service, int port, int managementPort)
			throws InterruptedException {
		String token = auth0.tokens().machineToken("batch").withPermission("link:any_account").toString();
		List<CompletableFuture<Integer>> answers = warmUp(auth0, port, token);
		auth0.on(Operation.LINK).delaysResponses(Duration.ofSeconds(1));
		CompletableFuture<Void> leaving = new CompletableFuture<>();
		while (!leaving.isDone()) {
			int number = answers.size();
			answers.add(link(auth0, port, token, number));
			if (number == REQUESTS_BEFORE) {
				service.destroy();
				Thread.startVirtualThread(() -> {
					until(() -> readiness(managementPort) != 200);
					leaving.complete(null);
				});
			}
			Thread.sleep(BETWEEN_REQUESTS);
		}
		return answers;
	}

	private List<CompletableFuture<Integer>> warmUp(SimulatedAuth0 auth0, int port, String token) {
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		for (int number = 0; number < WARM_UP; number++) {
			answers.add(link(auth0, port, token, number));
			answers.getLast().join();
		}
		return answers;
	}

	private CompletableFuture<Integer> link(SimulatedAuth0 auth0, int port, String token, int number) {
		auth0.has(account("auth0|" + number), account("github|" + number));
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/accounts/auth0%7C" + number + "/link"))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"provider\":\"github\",\"user_id\":" + number + "}"))
			.build();
		return this.http.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
	}

	private int readiness(int managementPort) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
			.build();
		try {
			return this.http.send(request, BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			return -1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return -1;
		}
	}

	// The accounts of the links, one event for each.
	private List<String> auditEvents() throws IOException {
		return Files.readAllLines(log())
			.stream()
			.filter((line) -> line.contains("\"action\":\"link\""))
			.map((line) -> line.replaceFirst(".*\"account\":\"([^\"]*)\".*", "$1"))
			.toList();
	}

	private Path log() {
		return this.logs.resolve("service.log");
	}

	private Process start(SimulatedAuth0 auth0, int port, int managementPort) throws IOException {
		assertThat(JAR).as("the packaged service").exists();
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", JAR.toString());
		builder.environment()
			.putAll(Map.of("AUTH0_ISSUER", auth0.issuer(), "AUTH0_CLIENT_ID", auth0.tenant().client().id(),
					"AUTH0_CLIENT_SECRET", auth0.tenant().client().secret(), "LINK_AUDIENCE", auth0.tenant().audience(),
					"SERVER_PORT", Integer.toString(port), "MANAGEMENT_SERVER_PORT", Integer.toString(managementPort),
					"LINK_DEADLINE", "20s"));
		return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
	}

	private static void until(BooleanSupplier happened) {
		while (!happened.getAsBoolean()) {
			try {
				Thread.sleep(Duration.ofMillis(50));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
