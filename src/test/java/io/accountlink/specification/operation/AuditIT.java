package io.accountlink.specification.operation;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Metrics;
import io.accountlink.support.RawConnection;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Audit log: one event for each link, unlink and refusal, with caller, action, account
 * and outcome.
 */
@TestPropertySource(properties = "link.rate.limit.capacity=20")
@Import(AuditIT.Defects.class)
class AuditIT extends Specification {

	private static final String LINK = "link";

	private static final String UNLINK = "unlink";

	private static final String GITHUB = "github";

	private static final String ADA = "auth0|ada";

	private static final String BOB = "auth0|bob";

	private static final String SECONDARY = "google-oauth2|7";

	private static final String ME = "me";

	private static final String DEFECT = "X-Defect";

	private static final String AFTERWARDS = "afterwards";

	private @Nullable AuditTrail trail;

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(BOB).withIdentity("github|8"), account(SECONDARY), account("github|7"));
		this.trail = AuditTrail.begin();
	}

	@AfterEach
	void closeTrail() {
		trail().close();
	}

	private AuditTrail trail() {
		return Objects.requireNonNull(this.trail);
	}

	@Test
	void aLinkLeavesOneEventWithAllFields() {
		Response linked = apiAs(user(ADA).issuedTo("app"))
			.with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
			.link(ME, idToken(SECONDARY));
		linked.isCreated();
		JsonNode event = trail().only();
		assertThat(event.propertyNames()).containsExactlyInAnyOrder("time", "request_id", "action", "outcome", "code",
				"caller", "client_id", "caller_kind", "account", "identity", "identities", "trace_id");
		assertThat(event.get("time").asString()).isEqualTo(clock.instant().toString());
		assertThat(event.get("trace_id").asString()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
		assertOutcome(event, LINK, "done", "linked");
		assertSubject(event, ADA, "app", "user", ADA, SECONDARY);
	}

	@Test
	void aRepetitionIsToldFromALink() {
		apiAs(machine()).link(BOB, GITHUB, "8").isOk();
		assertOutcome(trail().only(), LINK, "done", "already_linked");
		assertSubject(trail().only(), "batch@clients", "batch", "machine", BOB, "github|8");
	}

	@Test
	void anUnlinkLeavesOneEvent() {
		apiAs(user(BOB)).unlink(ME, GITHUB, "8").isOk();
		assertOutcome(trail().only(), UNLINK, "done", "unlinked");
		assertSubject(trail().only(), BOB, "frontend", "user", BOB, "github|8");
	}

	static Stream<Arguments> refusals() {
		return Stream.of(refusal("unauthenticated", LINK, (test) -> test.api().link(ADA, GITHUB, "7")),
				refusal("unauthenticated", "list", (test) -> test.apiAs(user(ADA).signedByAnotherKey()).list(ADA)),
				refusal("not_own_account", UNLINK, (test) -> test.apiAs(user(ADA)).unlink(BOB, GITHUB, "8")),
				refusal("not_own_account", "list", (test) -> test.apiAs(user(ADA)).list(BOB)),
				refusal("permission_required", LINK,
						(test) -> test.apiAs(user(ADA).without("scope")).link(ME, idToken(SECONDARY))),
				refusal("proof_required", LINK, (test) -> test.apiAs(user(ADA)).link(ME, GITHUB, "7")),
				refusal("invalid_request", LINK, (test) -> test.apiAs(user(ADA)).link(ME, Map.of())),
				refusal("invalid_request", LINK, (test) -> test.apiAs(user(ADA)).post("/accounts/me/link", "x")),
				refusal("invalid_request", "list", (test) -> test.api().get("/accounts/auth0%7Cada;x/identities")),
				refusal("id_token_expired", LINK,
						(test) -> test.apiAs(user(ADA)).link(ME, idToken(SECONDARY).expired())),
				refusal("id_token_invalid", LINK,
						(test) -> test.apiAs(user(ADA)).link(ME, idToken(SECONDARY).signedByAnotherKey())),
				refusal("same_account", LINK, (test) -> test.apiAs(user(ADA)).link(ME, idToken(ADA))),
				refusal("linked_to_another_account", LINK, (test) -> test.apiAs(machine()).link(ADA, GITHUB, "8")),
				refusal("primary_identity", UNLINK, (test) -> test.apiAs(user(ADA)).unlink(ME, "auth0", "ada")),
				refusal("account_not_found", "list", (test) -> test.apiAs(machine()).list("auth0|nobody")),
				refusal("method_not_allowed", "other",
						(test) -> test.apiAs(user(ADA)).send("PUT", "/accounts/me/link", BodyPublishers.noBody())),
				refusal("unsupported_media_type", LINK, (test) -> test.apiAs(user(ADA))
					.send("POST", "/accounts/me/link", BodyPublishers.ofString("x"))));
	}

	private static Arguments refusal(String code, String action, Consumer<AuditIT> request) {
		return argumentSet(action + " " + code, code, action, request);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void aRefusalLeavesOneEventAndOneCount(String code, String action, Consumer<AuditIT> request) {
		double before = attempts(action, "refused", code);
		request.accept(this);
		assertOutcome(trail().only(), action, "refused", code);
		assertThat(attempts(action, "refused", code) - before).isEqualTo(1);
	}

	@Test
	void tooManyRequestsAreTheCallers() {
		for (int request = 0; request < 20; request++) {
			apiAs(user(ADA)).list(ME).isOk();
		}
		apiAs(user(ADA)).link(ME, idToken(SECONDARY));
		assertOutcome(trail().only(), LINK, "refused", "too_many_requests");
		assertSubject(trail().only(), ADA, "frontend", "user", ADA, null);
	}

	static Stream<Arguments> failures() {
		return Stream.of(
				failure("failed", "auth0_error", () -> auth0.on(Operation.LINK, Operation.UNLINK).failsWith(500)),
				failure("failed", "auth0_misconfigured",
						() -> auth0.on(Operation.LINK, Operation.UNLINK)
							.answers(403, "{\"statusCode\":403,\"errorCode\":\"insufficient_scope\"}")),
				failure("failed", "auth0_busy", () -> auth0.limitsRequestsFor(Duration.ofMinutes(1))),
				failure("unknown", "auth0_timeout", () -> {
					auth0.on(Operation.LINK, Operation.UNLINK).completesThenCloses();
					auth0.on(Operation.READ).failsWith(500);
				}));
	}

	private static Arguments failure(String outcome, String code, Runnable fault) {
		return argumentSet(code, outcome, code, fault);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aFailureAtAuth0LeavesOneEventForEachAttempt(String outcome, String code, Runnable fault) {
		fault.run();
		apiAs(machine()).link(ADA, "google-oauth2", "7");
		assertOutcome(trail().only(), LINK, outcome, code);
		apiAs(machine()).unlink(BOB, GITHUB, "8");
		trail().lines(2);
		assertOutcome(trail().last(), UNLINK, outcome, code);
		apiAs(user(BOB)).list(ME);
		trail().lines(2);
	}

	@Test
	void aDefectIsNoSuccess() {
		apiAs(machine()).with(DEFECT, "yes").link(ADA, GITHUB, "7");
		assertOutcome(trail().only(), LINK, "failed", "internal_error");
		assertThat(Metrics.at(this.managementPort).series("http_server_requests_seconds_count"))
			.anySatisfy((labels) -> assertThat(labels).contains("exception=\"IllegalStateException\"", "status=\"500\"",
					"outcome=\"SERVER_ERROR\""));
	}

	@Test
	void aRefusedUnlinkNamesItsIdentityAndAnAnonymousVisitorIsNoAddress() {
		apiAs(auth0.tokens().accessToken().of("anon@7f")).unlink(BOB, GITHUB, "8");
		assertSubject(trail().only(), "anon@7f", "frontend", "other", BOB, "github|8");
	}

	@Test
	void theActionIsThatOfTheDecodedPath() {
		String body = "{\"provider\":\"github\",\"user_id\":\"7\"}";
		apiAs(machine()).post("/accounts/" + Api.encoded(ADA) + "/link/previe%77", body).isOk();
		assertOutcome(trail().only(), "preview", "done", "would_link");
	}

	@Test
	void aDefectAfterAWriteLeavesItsOutcomeUnknown() {
		apiAs(machine()).with(DEFECT, AFTERWARDS).link(ADA, GITHUB, "7").is("500 internal_error");
		assertOutcome(trail().only(), LINK, "unknown", "internal_error");
		apiAs(machine()).with(DEFECT, AFTERWARDS).preview(ADA, GITHUB, "7").is("500 internal_error");
		trail().lines(2);
		assertOutcome(trail().last(), "preview", "failed", "internal_error");
	}

	static Stream<Arguments> attemptsOfACallerWhoLeaves() {
		return Stream.of(attempt("POST", "link", Operation.LINK, "done", "linked", (call) -> {
		}), attempt("DELETE", "identities/github/8", Operation.UNLINK, "done", "unlinked", (call) -> {
		}), attempt("POST", "link", Operation.LINK, "failed", "auth0_error", (call) -> auth0.on(call).failsWith(500)),
				attempt("POST", "link", Operation.LINK, "done", "linked", (call) -> auth0.has(manyIdentities())));
	}

	// The response is larger than all buffers between service and caller.
	private static Account manyIdentities() {
		Account account = account(BOB);
		for (int identity = 0; identity < 200; identity++) {
			account = account.withIdentity("oidc|" + identity + "-" + "x".repeat(100));
		}
		return account;
	}

	private static Arguments attempt(String method, String path, Operation call, String outcome, String code,
			Consumer<Operation> fault) {
		return argumentSet(path + " " + code, method, path, call, List.of(outcome, code), fault);
	}

	@ParameterizedTest
	@MethodSource("attemptsOfACallerWhoLeaves")
	void theEventTellsWhatHappenedAtAuth0AlsoWhereTheCallerIsGone(String method, String path, Operation call,
			List<String> expected, Consumer<Operation> fault) {
		fault.accept(call);
		auth0.on(call).delaysResponses(Duration.ofMillis(500));
		int before = auth0.calls(call);
		RawConnection wire = RawConnection.to(port());
		wire.send(authorized(method, "/accounts/" + Api.encoded(BOB) + "/" + path));
		Awaitility.await().until(() -> auth0.calls(call) > before);
		wire.reset();
		assertOutcome(trail().only(), (call == Operation.LINK) ? LINK : UNLINK, expected.getFirst(),
				expected.getLast());
		assertThat(trail().errors()).isEmpty();
	}

	private static String authorized(String method, String path) {
		String body = "{\"provider\":\"github\",\"user_id\":\"7\"}";
		return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + machine()
				+ "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
	}

	@Test
	void whatChangesNothingAndIsNotRefusedLeavesNothing() {
		apiAs(user(ADA)).list(ME).isOk();
		apiAs(user(ADA)).send("HEAD", "/accounts/me/identities", BodyPublishers.noBody());
		apiAs(user(ADA)).send("OPTIONS", "/accounts/me/identities", BodyPublishers.noBody());
		api().get("/openapi.json");
		apiAs(machine()).link(ADA, GITHUB, "7").isCreated();
		assertOutcome(trail().only(), LINK, "done", "linked");
	}

	@Test
	void inputCannotInjectLogLines() {
		String hostile = "m\r\n{\"action\":\"forged\"}\u2028\u2029\u0085\u001b[31m\u007f\u202e\u200b";
		apiAs(machine().of(hostile).issuedTo(hostile)).link(ADA, GITHUB, "7").isCreated();
		assertThat(trail().lines(1).getFirst()).matches("[ -~]+");
		assertThat(trail().only().get("caller").asString()).isEqualTo(hostile);
		assertThat(trail().only().get("client_id").asString()).isEqualTo(hostile);
	}

	@Test
	void whatIsNoIdIsNotRepeated() {
		apiAs(user(ADA)).list(user(ADA).compact());
		assertThat(trail().only().has("account")).isFalse();
	}

	@Test
	void anAddressInAnIdIsAHashThatWhoeverKnowsTheAddressFinds() {
		String id = "samlp|corp|ada@example.com";
		auth0.has(account(id), account("email|eve@example.com"));
		apiAs(user(id)).link(ME, idToken("email|eve@example.com")).isCreated();
		JsonNode event = trail().only();
		assertSubject(event, "samlp|corp|sha256:b5fc85e55755f9e0", "frontend", "user",
				"samlp|corp|sha256:b5fc85e55755f9e0", "email|sha256:d0574c4966d2c326");
	}

	@ParameterizedTest
	@CsvSource({ "ada@intranet, samlp|corp|sha256:2efd88569ad4fba8",
			"ada%40intranet, samlp|corp|sha256:2efd88569ad4fba8",
			"ada%2540intranet, samlp|corp|sha256:2efd88569ad4fba8",
			"a%2Bb%40example.com, samlp|corp|sha256:7b97e2cd5da4e9d5",
			"a%252bb%2540example.com, samlp|corp|sha256:7b97e2cd5da4e9d5",
			"ada@corp@example.com, samlp|corp|sha256:db17a98a05b59ee5",
			"ada@intranet|7, samlp|corp|sha256:2efd88569ad4fba8|7",
			"Ada L ada@intranet x, samlp|corp|Ada L sha256:2efd88569ad4fba8 x",
			"50%@example.com, samlp|corp|sha256:1e2b86e0db327a6d",
			"\"john doe\"@intranet, samlp|corp|sha256:043574da72745aa4",
			"ada @ intranet, samlp|corp|sha256:01924468afed6dc3",
			"Ada L <ada@intranet>, samlp|corp|Ada L sha256:5b861fbbfa7ee16d" })
	void anAddressIsMaskedInWhateverFormItStandsInAnId(String rest, String masked) {
		String id = "samlp|corp|" + rest;
		auth0.has(account(id));
		apiAs(machine()).link(id, GITHUB, "7").isCreated();
		assertSubject(trail().only(), "batch@clients", "batch", "machine", masked, "github|7");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|x", "samlp|corp|100%", "samlp|corp|a%4b0", "samlp|corp|@", "twitter|40" })
	void anIdWithoutAnAddressIsReadable(String id) {
		auth0.has(account(id));
		apiAs(user(id)).link(ME, idToken(SECONDARY)).isCreated();
		assertSubject(trail().only(), id, "frontend", "user", id, SECONDARY);
	}

	private static void assertOutcome(JsonNode event, String action, String outcome, String code) {
		assertThat(
				List.of(event.get("action").asString(), event.get("outcome").asString(), event.get("code").asString()))
			.containsExactly(action, outcome, code);
	}

	private static void assertSubject(JsonNode event, String caller, String client, String kind, String account,
			@Nullable String identity) {
		Function<String, @Nullable String> member = (name) -> event.has(name) ? event.get(name).asString() : null;
		assertThat(member.apply("caller")).isEqualTo(caller);
		assertThat(member.apply("client_id")).isEqualTo(client);
		assertThat(member.apply("caller_kind")).isEqualTo(kind);
		assertThat(member.apply("account")).isEqualTo(account);
		assertThat(member.apply("identity")).isEqualTo(identity);
	}

	private double attempts(String action, String outcome, String code) {
		return Metrics.at(this.managementPort)
			.sum("account_link_attempts_total", "action=\"" + action + "\"", "outcome=\"" + outcome + "\"",
					"code=\"" + code + "\"");
	}

	/**
	 * Throws an unexpected exception on request: before the controller, or after it.
	 */
	@ControllerAdvice
	static class Defects implements ResponseBodyAdvice<Object> {

		@Bean
		Filter defect() {
			return (request, response, chain) -> {
				requireNone(((HttpServletRequest) request).getHeader(DEFECT), "yes");
				chain.doFilter(request, response);
			};
		}

		@Override
		public boolean supports(MethodParameter type, Class<? extends HttpMessageConverter<?>> converter) {
			return true;
		}

		@Override
		public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter type, MediaType mediaType,
				Class<? extends HttpMessageConverter<?>> converter, ServerHttpRequest request,
				ServerHttpResponse response) {
			requireNone(request.getHeaders().getFirst(DEFECT), AFTERWARDS);
			return body;
		}

		private static void requireNone(@Nullable String asked, String defect) {
			if (defect.equals(asked)) {
				throw new IllegalStateException("A defect");
			}
		}

	}

}
