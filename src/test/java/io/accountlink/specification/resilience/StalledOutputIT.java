package io.accountlink.specification.resilience;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.support.ServiceProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody reads the service's standard output: the concurrency limit bounds the requests
 * that wait for it, and no event is lost.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class StalledOutputIT {

	private static final int LIMIT = 5;

	// More events than a pipe of 64 KiB holds.
	private static final int REQUESTS = 400;

	@Test
	void requestsAboveTheConcurrencyLimitAreRefusedAtOnceAndEveryEventIsWrittenLater() throws Exception {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account("auth0|ada"), account("github|7"));
			ServiceProcess service = ServiceProcess.startPackaged(auth0, Redirect.PIPE,
					Map.of("LINK_MAX_REQUESTS", Integer.toString(LIMIT), "LINK_RATE_LIMIT_CAPACITY", "1000"));
			String token = auth0.tokens().machineToken("batch").withPermission("link:any_account").toString();
			AtomicInteger overloaded = new AtomicInteger();
			List<CompletableFuture<Integer>> links = IntStream.range(0, REQUESTS).mapToObj((number) -> {
				CompletableFuture<Integer> link = service.link(token);
				var _ = link.thenAccept((status) -> overloaded.addAndGet((status == 503) ? 1 : 0));
				pause();
				return link;
			}).toList();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(links).filteredOn((link) -> !link.isDone()).hasSize(LIMIT));
			assertThat(overloaded).hasValueGreaterThan(LIMIT);
			int written = auth0.calls(Operation.LINK);
			assertThat(service.link(token).get()).isEqualTo(503);
			assertThat(auth0.calls(Operation.LINK)).isEqualTo(written);
			CompletableFuture<List<String>> log = CompletableFuture.supplyAsync(() -> lines(service),
					(reader) -> Thread.ofPlatform().start(reader));
			assertThat(links).allSatisfy((link) -> assertThat(link.get(30, TimeUnit.SECONDS)).isIn(200, 201, 503));
			service.stop();
			assertThat(log.get()).filteredOn((line) -> line.contains("\"action\":\"link\""))
				.filteredOn((line) -> !line.contains("\"outcome\":\"started\""))
				.hasSize(REQUESTS + 1);
		}
	}

	// Some requests succeed and fill the pipe before the first is refused.
	private static void pause() {
		try {
			Thread.sleep(10);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<String> lines(ServiceProcess service) {
		try (BufferedReader output = service.process().inputReader(StandardCharsets.UTF_8)) {
			return output.lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
