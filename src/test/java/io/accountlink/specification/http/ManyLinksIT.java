package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Virtual threads: 2,000 links are in flight at once. It needs the whole machine, so it
 * runs with the tests of the image, before their floods.
 */
@Tag("image")
@TestPropertySource(properties = "link.deadline=2m")
class ManyLinksIT extends Specification {

	private static final int LINKS = 2_000;

	/** Longer than it takes to send all links. */
	private static final Duration AUTH0_LATENCY = Duration.ofSeconds(30);

	@LocalManagementPort
	private int managementPort;

	@Test
	void twoThousandLinksAreInFlightAtOnceAndHealthAnswers() {
		Api api = apiAs(machine());
		hasAccounts();
		auth0.on(Operation.LINK).delaysResponses(AUTH0_LATENCY);
		List<CompletableFuture<Response>> links = all(LINKS, (number) -> link(api, number));
		Awaitility.await().atMost(AUTH0_LATENCY).until(() -> auth0.calls(Operation.LINK) == LINKS);
		assertThat(links).noneMatch(CompletableFuture::isDone);
		long start = System.nanoTime();
		assertThat(health().status()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AUTH0_LATENCY.dividedBy(4));
		assertThat(links).allSatisfy((link) -> link.join().isCreated());
	}

	private Response health() {
		return Api.at(this.managementPort).send("GET", "/actuator/health/readiness", BodyPublishers.noBody());
	}

	private static List<CompletableFuture<Response>> all(int links, Function<Integer, Response> link) {
		return IntStream.range(0, links)
			.mapToObj((number) -> CompletableFuture.supplyAsync(() -> link.apply(number), Thread::startVirtualThread))
			.toList();
	}

	private static Response link(Api api, int number) {
		return api.link("auth0|" + number, "google-oauth2", Integer.toString(number));
	}

	private static void hasAccounts() {
		for (int number = 0; number < LINKS; number++) {
			auth0.has(account("auth0|" + number), account("google-oauth2|" + number));
		}
	}

}
