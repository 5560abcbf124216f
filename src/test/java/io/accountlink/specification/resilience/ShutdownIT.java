package io.accountlink.specification.resilience;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.support.ServiceProcess;
import org.awaitility.Awaitility;
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

	private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);

	private static final int WARM_UP = 50;

	private static final int REQUESTS_BEFORE = 150;

	@TempDir
	private Path logs;

	@Test
	void gracefulShutdownTurnsUnreadyDrainsRequestsInFlightLogsTheirAuditEventsAndExitsWithCodeZero() throws Exception {
		Path log = this.logs.resolve("service.log");
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			ServiceProcess service = ServiceProcess.startPackaged(auth0, Redirect.to(log.toFile()),
					Map.of("LINK_DEADLINE", "20s"));
			List<CompletableFuture<Integer>> answers = load(auth0, service);
			assertThat(answers).hasSizeGreaterThan(REQUESTS_BEFORE)
				.allSatisfy((answer) -> assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(201));
			assertThat(service.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(service.process().exitValue()).as("exit code").isZero();
			assertThat(auth0.calls(Operation.LINK)).isEqualTo(answers.size());
			assertThat(linkedAccounts(log)).as("audit events").hasSize(answers.size()).doesNotHaveDuplicates();
		}
	}

	// Sends 50 requests a second while the instance is ready, as a load balancer does.
	private static List<CompletableFuture<Integer>> load(SimulatedAuth0 auth0, ServiceProcess service)
			throws InterruptedException {
		String token = auth0.tokens().machineToken("batch").withPermission("link:any_account").toString();
		List<CompletableFuture<Integer>> answers = warmUp(auth0, service, token);
		auth0.on(Operation.LINK).delaysResponses(Duration.ofSeconds(1));
		CompletableFuture<Void> leaving = new CompletableFuture<>();
		while (!leaving.isDone()) {
			int number = answers.size();
			answers.add(link(auth0, service, token, number));
			if (number == REQUESTS_BEFORE) {
				service.process().destroy();
				Thread.startVirtualThread(() -> {
					Awaitility.await().pollInSameThread().until(() -> !service.isReady());
					leaving.complete(null);
				});
			}
			Thread.sleep(BETWEEN_REQUESTS);
		}
		return answers;
	}

	private static List<CompletableFuture<Integer>> warmUp(SimulatedAuth0 auth0, ServiceProcess service, String token) {
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		for (int number = 0; number < WARM_UP; number++) {
			answers.add(link(auth0, service, token, number));
			answers.getLast().join();
		}
		return answers;
	}

	private static CompletableFuture<Integer> link(SimulatedAuth0 auth0, ServiceProcess service, String token,
			int number) {
		auth0.has(account("auth0|" + number), account("github|" + number));
		return service.sendAsync("POST", "/accounts/auth0%7C" + number + "/link", token,
				"{\"provider\":\"github\",\"user_id\":" + number + "}");
	}

	// One for each link.
	private static List<String> linkedAccounts(Path log) throws IOException {
		return Files.readAllLines(log)
			.stream()
			.filter((line) -> line.contains("\"code\":\"linked\""))
			.map((line) -> line.replaceFirst(".*\"account\":\"([^\"]*)\".*", "$1"))
			.toList();
	}

}
