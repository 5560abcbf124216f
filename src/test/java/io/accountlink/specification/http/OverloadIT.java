package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Concurrency limit: requests above the limit are refused with {@code overloaded}.
 */
@TestPropertySource(properties = { "link.max.requests=20", "link.cors.allowed.origins=" + OverloadIT.FRONTEND })
class OverloadIT extends Specification {

	static final String FRONTEND = "https://app.example.com";

	private static final String ADA = "auth0|ada";

	@LocalManagementPort
	private int managementPort;

	@Test
	void requestsAboveTheLimitAreRefusedAtOnceAndHealthAnswers() {
		auth0.has(account(ADA));
		Api api = apiAs(user(ADA));
		api.list("me").isOk();
		int before = auth0.calls(Operation.READ);
		auth0.on(Operation.READ).hangsBeforeTheHeader();
		List<CompletableFuture<Response>> waiting = waiting(20, () -> api.list("me"));
		Awaitility.await().until(() -> auth0.calls(Operation.READ) == before + 20);
		Response excess = api.with("Origin", FRONTEND).list("me").isProblem(ProblemType.OVERLOADED);
		assertThat(excess.header("access-control-allow-origin")).hasValue(FRONTEND);
		assertThat(excess.header("retry-after")).hasValue("1");
		assertThat(excess.json().path("trace_id").asString()).isNotEmpty();
		try (AuditTrail trail = AuditTrail.begin()) {
			api.link("me", idToken("github|7")).isProblem(ProblemType.OVERLOADED);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("failed");
			assertThat(trail.only().path("code").asString()).isEqualTo("overloaded");
		}
		assertThat(fastest(() -> api.list("me"))).isLessThan(Duration.ofMillis(500));
		assertThat(fastest(this::health)).isLessThan(Duration.ofMillis(500));
		auth0.reset();
		auth0.has(account(ADA));
		waiting.forEach((request) -> request.join().isOk());
		api.list("me").isOk();
	}

	@Test
	void theAcceptQueueHolds4096Connections(@Autowired ServletWebServerApplicationContext context) {
		TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
		assertThat(server.getTomcat().getConnector().getProperty("acceptCount")).isEqualTo(4096);
	}

	private List<CompletableFuture<Response>> waiting(int callers, Supplier<Response> call) {
		List<CompletableFuture<Response>> all = Stream
			.generate(() -> CompletableFuture.supplyAsync(call, Thread::startVirtualThread))
			.limit(callers)
			.toList();
		return all;
	}

	private Response health() {
		return Api.at(this.managementPort).send("GET", "/actuator/health/readiness", BodyPublishers.noBody());
	}

	// The minimum excludes warm-up and pauses of the machine.
	private static Duration fastest(Supplier<Response> call) {
		return Stream.generate(() -> time(call)).limit(10).min(Duration::compareTo).orElseThrow();
	}

	private static Duration time(Supplier<Response> call) {
		long start = System.nanoTime();
		assertThat(call.get().status()).isPositive();
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
