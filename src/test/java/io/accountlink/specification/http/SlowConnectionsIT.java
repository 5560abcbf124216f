package io.accountlink.specification.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.accountlink.support.Api;
import io.accountlink.support.RawConnection;
import io.accountlink.support.Specification;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slowloris protection: a request that arrives slowly ends in time, and delays no other.
 * The tests run in parallel.
 */
class SlowConnectionsIT extends Specification {

	private static final Duration PAUSE = Duration.ofSeconds(2);

	// The receive timeout of 8 s, the second in which Tomcat looks, a pause, and two
	// seconds for a busy machine.
	private static final Duration LIMIT = Duration.ofSeconds(13);

	private static final Duration TIMEOUT = Duration.ofSeconds(40);

	private static final int MANY = 220;

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void createAccounts() {
		auth0.has(account("auth0|ada"), account("github|7"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void manySlowBodiesEndAndDelayNeitherHealthNorOthers() throws Exception {
		String beginning = body("Authorization: Bearer " + user("auth0|ada") + "\r\n");
		List<Future<Duration>> slow = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int connection = 0; connection < MANY; connection++) {
				slow.add(threads.submit(() -> drip(beginning)));
			}
			// The median is robust against a pause of a busy machine.
			assertThat(Stream.generate(this::health).limit(51).sorted().skip(25).findFirst()).get()
				.asInstanceOf(InstanceOfAssertFactories.DURATION)
				.isLessThan(Duration.ofSeconds(1));
			assertThat(slow).noneMatch(Future::isDone);
			apiAs(user("auth0|ada")).list("me").isOk();
		}
		assertThat(slow).allSatisfy((time) -> assertThat(time.resultNow()).isLessThan(LIMIT));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void whateverIsSlowEnds() throws Exception {
		List<String> beginnings = List.of("GET /acc", "GET / HTTP/1.1\r\nHost: localhost\r\nX: ", body(""),
				body("Authorization: Bearer x\r\n"), body("Expect: 100-continue\r\n"),
				body("Authorization: Bearer " + user("auth0|ada") + "\r\n").replace("Content-Length: 1000",
						"Transfer-Encoding: chunked") + "1;a=",
				body("").replace("Content-Length: 1000", "Transfer-Encoding: chunked") + "0\r\nX: ",
				body("").replace("/accounts/me/link", "/nowhere"), body("").replace("POST", "GET"));
		List<Future<Duration>> slow = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			beginnings.forEach((beginning) -> slow.add(threads.submit(() -> drip(beginning))));
		}
		assertThat(slow).allSatisfy((time) -> assertThat(time.resultNow()).isLessThan(LIMIT));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aHeaderThatFallsSilentLateEndsInItsTime() {
		long start = System.nanoTime();
		try (RawConnection connection = RawConnection.to(port())) {
			connection.send("GET / HTTP/1.1\r\nX: ");
			connection.dripUntilClosed('1', Duration.ofSeconds(1), Duration.ofSeconds(7));
			assertThat(connection.dripUntilClosed('1', TIMEOUT, TIMEOUT)).isLessThan(LIMIT);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void theManagementPortHasTheSameLimit() {
		try (RawConnection wire = RawConnection.to(this.managementPort)) {
			wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
			assertThat(wire.dripUntilClosed('1', PAUSE, TIMEOUT)).isLessThan(LIMIT);
		}
	}

	@ParameterizedTest
	@Execution(ExecutionMode.CONCURRENT)
	@ValueSource(ints = { 0, 6 })
	void theFirstRequestOfAConnectionCountsFromTheConnection(int silentSeconds) {
		long start = System.nanoTime();
		try (RawConnection wire = RawConnection.to(port())) {
			wire.dripUntilClosed(' ', Duration.ofSeconds(1 + silentSeconds), Duration.ofSeconds(silentSeconds));
			wire.send((silentSeconds > 0) ? "GET /" : "");
			wire.dripUntilClosed(' ', TIMEOUT, TIMEOUT);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aBodyThatFallsSilentEndsInItsTime() {
		long start = System.nanoTime();
		try (RawConnection wire = RawConnection.to(port())) {
			wire.send(body("Authorization: Bearer " + user("auth0|ada") + "\r\n"));
			wire.dripUntilClosed('1', Duration.ofSeconds(1), Duration.ofSeconds(6));
			wire.dripUntilClosed('1', TIMEOUT, TIMEOUT);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void whoTakesTheirTimeAndIsDoneInTimeIsServed() {
		String request = "GET /accounts/me/identities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Authorization: Bearer " + user("auth0|ada") + "\r\n\r\n";
		try (RawConnection wire = RawConnection.to(port())) {
			for (String part : request.split("(?<=\n)", -1)) {
				wire.send(part);
				pause();
			}
			assertThat(wire.readUntilClosed()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aBodyThatTakesTooLongIsAnswered() {
		try (RawConnection wire = RawConnection.to(port())) {
			wire.send(body("Authorization: Bearer " + user("auth0|ada") + "\r\n"));
			for (int second = 0; second < 9; second++) {
				wire.send("{");
				pause();
			}
			assertThat(wire.readUntilClosed()).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_request\"");
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void eachRequestOfAConnectionHasItsOwnTime() {
		try (RawConnection wire = RawConnection.to(port())) {
			for (int request = 0; request < 6; request++) {
				wire.send(link());
				pause();
				wire.send("{\"provider\":\"github\",\"user_id\":7}");
				pause();
			}
			wire.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			assertThat(wire.readUntilClosed().split("(?=HTTP/1.1 [1-5])")).hasSize(7)
				.allSatisfy((answer) -> assertThat(answer).containsAnyOf("\"identities\"", "not_found"));
		}
	}

	private static String link() {
		return "POST /accounts/auth0%7Cada/link HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + machine()
				+ "\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n";
	}

	private static void pause() {
		try {
			Thread.sleep(1_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Duration drip(String beginning) {
		try (RawConnection wire = RawConnection.to(port())) {
			wire.send(beginning);
			return wire.dripUntilClosed('1', PAUSE, TIMEOUT);
		}
	}

	private static String body(String header) {
		return "POST /accounts/me/link HTTP/1.1\r\nHost: localhost\r\n" + header
				+ "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
	}

	private Duration health() {
		long start = System.nanoTime();
		assertThat(Api.at(this.managementPort).get("/actuator/health/liveness").status()).isEqualTo(200);
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
