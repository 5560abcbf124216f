package io.accountlink.specification.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Metrics;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Audit event {@code started}: no write goes out unannounced, so that a process which is
 * killed leaves a trace of what it had begun.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class StartedEventIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GITHUB = "github|7";

	private static final String ME = "me";

	private static final String REQUEST_ID = "request_id";

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA).withIdentity("github|8"),
				account(GITHUB).withUserMetadata("{\"theme\":1,\"a@b\":2,\"x\":3}"));
	}

	@ParameterizedTest
	@EnumSource(names = { "PATCH", "LINK", "UNLINK" })
	void whileAWriteIsUnderWayItsEventIsThere(Operation write) {
		if (write == Operation.LINK) {
			auth0.has(account(GITHUB));
		}
		auth0.on(write).ignoresTheCall();
		try (AuditTrail trail = AuditTrail.begin()) {
			CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> (write == Operation.UNLINK)
					? apiAs(user(ADA)).unlink(ME, "github", "8") : apiAs(user(ADA)).link(ME, idToken(GITHUB)));
			Awaitility.await().until(() -> auth0.calls(write) == 1);
			assertThat(trail.started()).hasSize(1);
			assertThat(trail.events()).isEmpty();
			JsonNode started = trail.started().getFirst();
			Response response = answer.join();
			assertThat(response.header("X-Request-Id")).hasValue(started.get(REQUEST_ID).asString());
			assertThat(response.json().get("instance").asString())
				.isEqualTo("urn:uuid:" + started.get(REQUEST_ID).asString());
			assertThat(trail.only().get(REQUEST_ID)).isEqualTo(started.get(REQUEST_ID));
			assertThat(trail.only().get("outcome").asString()).isEqualTo("unknown");
		}
	}

	@Test
	void bothEventsOfARequestSayTheSameAndTheKeysAreNamedBeforeTheyAreWritten() {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA).with("org_id", "org_1")).link(ME, idToken(GITHUB)).isCreated();
			JsonNode started = trail.started().getFirst();
			JsonNode closing = trail.only();
			List<String> common = new ArrayList<>(closing.propertyNames());
			common.removeAll(List.of("time", "outcome", "code", "identities", "metadata"));
			assertThat(common).contains("caller", "client_id", "caller_kind", "org_id", "account", "identity", "action",
					REQUEST_ID, "trace_id", "metadata_key_count");
			assertThat(common).allSatisfy((member) -> assertThat(started.get(member)).isEqualTo(closing.get(member)));
			assertThat(started.get("metadata_keys"))
				.isEqualTo(Response.tree("[\"sha256:7508d8b5018ea640\",\"theme\",\"x\"]"));
			assertThat(started.has("metadata")).isFalse();
			assertThat(started.has("identities")).isFalse();
			assertThat(trail.started()).hasSize(1);
		}
	}

	static Stream<Arguments> requestsWithoutAWrite() {
		return Stream.of(request("reads", (test) -> {
			test.apiAs(user(ADA)).list(ME).isOk();
			test.apiAs(machine()).find(GITHUB).isOk();
			test.apiAs(machine()).suggestions(ADA).isOk();
			test.apiAs(user(ADA)).preview(ME, idToken(GITHUB)).isOk();
		}), request("linked already", (test) -> test.apiAs(user(ADA)).link(ME, idToken("github|8")).isOk()),
				request("not linked", (test) -> test.apiAs(user(ADA)).unlink(ME, "github", "9").isOk()),
				request("refused", (test) -> test.apiAs(user(ADA)).link(ME, idToken("github|9"))),
				request("not readable", (test) -> {
					auth0.on(Operation.READ).failsWith(500);
					test.apiAs(user(ADA)).link(ME, idToken(GITHUB));
				}), request("used", (test) -> {
					Token proof = idToken(GITHUB).with("jti", "used");
					auth0.has(account("auth0|eve"));
					auth0.on(Operation.PATCH).failsWith(500);
					try (AuditTrail ofEve = AuditTrail.begin()) {
						test.apiAs(user("auth0|eve")).link(ME, proof);
						assertThat(ofEve.started()).hasSize(1);
					}
					test.apiAs(user(ADA)).link(ME, proof).is("422 id_token_used");
				}));
	}

	private static Arguments request(String name, Consumer<StartedEventIT> request) {
		return argumentSet(name, request);
	}

	@ParameterizedTest
	@MethodSource("requestsWithoutAWrite")
	void whatWritesNothingAnnouncesNothing(Consumer<StartedEventIT> request) {
		try (AuditTrail trail = AuditTrail.begin()) {
			request.accept(this);
			assertThat(trail.started()).allMatch((event) -> event.get("caller").asString().equals("auth0|eve"));
		}
	}

	@Test
	void anAnnouncementIsCountedNowhere() {
		apiAs(machine()).link(ADA, "github", "7").isCreated();
		assertThat(Metrics.at(this.managementPort).series("account_link_attempts_total"))
			.noneMatch((labels) -> labels.toString().contains("started"));
	}

	@Test
	void afterASuccessTheEventNamesTheIdentitiesThatTheAccountHas() {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).link(ADA, "github", "7").isCreated();
			assertThat(trail.last().get("identities"))
				.isEqualTo(Response.tree("[\"auth0|ada\",\"github|8\",\"github|7\"]"));
			apiAs(machine()).unlink(ADA, "github", "8").isOk();
			trail.lines(2);
			assertThat(trail.last().get("identities")).isEqualTo(Response.tree("[\"auth0|ada\",\"github|7\"]"));
			apiAs(machine()).unlink(ADA, "auth0", "ada");
			trail.lines(3);
			assertThat(trail.last().has("identities")).isFalse();
		}
	}

	@Test
	void theyAreTwentyAtMostAndWithoutAddresses() {
		Account account = account(ADA);
		for (int number = 0; number < 30; number++) {
			account = account.withIdentity("email|ada" + number + "@example.com");
		}
		auth0.has(account);
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).link(ADA, "github", "7").isCreated();
			assertThat(trail.only().get("identities")).hasSize(20);
			assertThat(trail.only().toString()).doesNotContain("example.com");
		}
	}

}
