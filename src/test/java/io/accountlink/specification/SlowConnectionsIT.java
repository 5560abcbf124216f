package io.accountlink.specification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who talks slowly is cut off in time, and keeps nobody else waiting.
 */
class SlowConnectionsIT extends Specification {

	private static final Duration PAUSE = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(12);

	// The five seconds that a body has, a pause until it is noticed, and a busy second.
	private static final Duration BODY_LIMIT = Duration.ofSeconds(9);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int MANY = 220;

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void adaHasAnAccount() {
		auth0.has(account("auth0|ada"));
	}

	@Test
	void manySlowBodiesEndAndDelayNeitherHealthNorOthers() throws Exception {
		String beginning = body("Authorization: Bearer " + user("auth0|ada") + "\r\n");
		List<Future<Duration>> slow = new ArrayList<>();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int connection = 0; connection < MANY; connection++) {
				slow.add(threads.submit(() -> drip(beginning)));
			}
			// The median, so that one pause of a busy machine isn't taken for a rule.
			assertThat(Stream.generate(this::health).limit(51).sorted().skip(25).findFirst()).get()
				.asInstanceOf(InstanceOfAssertFactories.DURATION)
				.isLessThan(Duration.ofMillis(100));
			assertThat(slow).noneMatch(Future::isDone);
			apiAs(user("auth0|ada")).list("me").isOk();
		}
		assertThat(slow).allSatisfy((time) -> assertThat(time.resultNow()).isLessThan(BODY_LIMIT));
	}

	@Test
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
	void aConnectionThatSaysNothingEnds() {
		try (RawConnection wire = RawConnection.to(port())) {
			assertThat(wire.dripUntilClosed(' ', PATIENCE, PATIENCE)).isLessThan(LIMIT);
		}
	}

	@Test
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
			return wire.dripUntilClosed('1', PAUSE, PATIENCE);
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
