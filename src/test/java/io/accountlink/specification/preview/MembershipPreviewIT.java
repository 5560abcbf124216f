package io.accountlink.specification.preview;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Faults;
import io.accountlink.support.Metrics;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Preview that names the roles and organizations that end with the secondary account.
 */
@TestPropertySource(properties = { "link.deadline=10s", "link.preview.also=roles, organizations" })
@ExtendWith(OutputCaptureExtension.class)
class MembershipPreviewIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void adaHasAnotherAccount() {
		auth0.has(account(ADA).withEmail("ada@example.com").withRoles("of the primary"), google());
	}

	@AfterEach
	void nothingWasWritten() {
		auth0.receivedNoWrites();
	}

	private static Account google() {
		return account(GOOGLE).withEmail("ada@gmail.example")
			.withRoles("editor", "Billing", "admin")
			.withOrganizations("globex", "acme");
	}

	private static String[] numbered(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "n%03d".formatted(number)).toArray(String[]::new);
	}

	private JsonNode previewOfMachine() {
		return apiAs(machine()).preview(ADA, "google-oauth2", "1234").isOk().json();
	}

	@Test
	void aMachineSeesRolesAndOrganizations() {
		JsonNode preview = previewOfMachine();
		assertThat(preview.propertyNames()).containsExactly("outcome", "account", "secondary", "user_metadata",
				"app_metadata", "roles", "organizations");
		assertThat(preview.get("roles"))
			.isEqualTo(Response.tree("{\"discarded\": [\"Billing\", \"admin\", \"editor\"]}"));
		assertThat(preview.get("organizations")).isEqualTo(Response.tree("{\"discarded\": [\"acme\", \"globex\"]}"));
		auth0.receivedOf(1, Operation.ROLES, GOOGLE);
		auth0.receivedOf(1, Operation.ORGANIZATIONS, GOOGLE);
		auth0.received(1, Operation.ROLES);
	}

	@Test
	void aUserSeesOrganizationsAndNoRoles() {
		Response preview = apiAs(user(ADA)).preview("me", idToken(GOOGLE)).isOk().doesNotContain("admin");
		assertThat(preview.json().propertyNames()).containsExactly("outcome", "account", "secondary", "user_metadata",
				"organizations");
		auth0.received(0, Operation.ROLES);
	}

	@Test
	void whatTheAccountHasNoneOfIsAnEmptyList() {
		auth0.has(account(GOOGLE));
		assertThat(previewOfMachine().at("/roles/discarded")).isEqualTo(Response.tree("[]"));
		assertThat(previewOfMachine().at("/organizations/discarded")).isEqualTo(Response.tree("[]"));
	}

	@Test
	void aHundredAreNamedAndMoreAreUnknown() {
		auth0.has(google().withRoles(numbered(100)).withOrganizations(numbered(101)));
		JsonNode preview = previewOfMachine();
		assertThat(preview.at("/roles/discarded").valueStream().map(JsonNode::asString))
			.containsExactlyElementsOf(Arrays.asList(numbered(100)));
		assertThat(preview.get("organizations").isNull()).isTrue();
		assertThat(preview.has("organizations")).isTrue();
	}

	@Test
	void aPreviewThatIsRefusedOrLinkedAlreadyReadsNone() {
		apiAs(machine()).preview(ADA, "github", "nobody").isProblem(ProblemType.SECONDARY_NOT_FOUND);
		Token proof = idToken(GOOGLE);
		apiAs(user("auth0|nobody")).preview("me", proof).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.has(account(ADA).withIdentity(GOOGLE));
		assertThat(previewOfMachine().propertyNames()).containsExactly("outcome", "account");
		auth0.received(0, Operation.ROLES);
		auth0.received(0, Operation.ORGANIZATIONS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "closes the connection", "resets the connection", "ignores the call",
			"does it, says nothing", "does it, hangs in the body", "does it, byte by byte", "does it, half the body",
			"does it, 2 MiB", "does it, endless body", "does it, no JSON", "does it, no HTTP", "does it, []",
			"does it, empty", "redirects", "429, no hint", "429, Retry-After 1", "429, reset in 60 s", "401", "403",
			"404", "404 of a wrong path", "408", "500", "502", "503", "504", "520", "200 {}", "200 []",
			"200, half a list", "400 query", "400 uri", "400 unheard of", "edge 401", "edge 403", "edge 404",
			"edge 200", "edge 200, other JSON", "edge 503", "captive portal" })
	void whatCannotBeReadIsNullAndThePreviewIsAnswered(String fault) {
		Faults.arrange(fault, auth0.on(Operation.ROLES));
		long start = System.nanoTime();
		JsonNode preview = previewOfMachine();
		// One second for the reads, and the rest for a busy machine.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(preview.get("outcome").asString()).isEqualTo("would_link");
		assertThat(preview.has("roles")).isTrue();
		assertThat(preview.get("roles").isNull()).isTrue();
		assertThat(preview.at("/organizations/discarded")).isEqualTo(Response.tree("[\"acme\", \"globex\"]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"start\":0,\"limit\":100,\"total\":3,\"organizations\":[]}",
			"{\"start\":0,\"limit\":100,\"organizations\":[]}", "{\"total\":0}",
			"{\"total\":1,\"organizations\":[{\"id\":\"org_1\"}]}", "{\"total\":1,\"organizations\":[null]}",
			"{\"total\":1,\"organizations\":[{\"name\":7}]}", "{\"total\":\"many\",\"organizations\":[]}",
			"{\"total\":0,\"organizations\":{}}", "{\"total\":0,\"roles\":[]}" })
	void aPageThatIsIncompleteNeverSaysNone(String page) {
		auth0.on(Operation.ORGANIZATIONS).answers(200, page);
		JsonNode preview = previewOfMachine();
		assertThat(preview.has("organizations")).isTrue();
		assertThat(preview.get("organizations").isNull()).isTrue();
	}

	@Test
	void bothAreReadSideBySideWithinASecond() {
		auth0.on(Operation.ROLES, Operation.ORGANIZATIONS).ignoresTheCall();
		long start = System.nanoTime();
		JsonNode preview = previewOfMachine();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_950));
		assertThat(preview.get("roles").isNull() && preview.get("organizations").isNull()).isTrue();
		auth0.received(1, Operation.ROLES);
		auth0.received(1, Operation.ORGANIZATIONS);
	}

	@Test
	void noFailureOpensACircuit(@Autowired CircuitBreakerRegistry breakers) {
		auth0.on(Operation.ROLES, Operation.ORGANIZATIONS).failsWith(500);
		for (int i = 0; i < 60; i++) {
			assertThat(previewOfMachine().get("roles").isNull()).isTrue();
		}
		assertThat(breakers.getAllCircuitBreakers()).allMatch((breaker) -> breaker.getState().name().equals("CLOSED"))
			.extracting("name")
			.doesNotContain("membership");
		auth0.recovers();
		assertThat(previewOfMachine().at("/roles/discarded").size()).isEqualTo(3);
	}

	@Test
	void aRateLimitOfTheirsDelaysNoLink() {
		auth0.on(Operation.ROLES).limitsRequestsFor(Duration.ofMinutes(1));
		assertThat(previewOfMachine().get("roles").isNull()).isTrue();
		apiAs(machine()).list(ADA).isOk();
		assertThat(previewOfMachine().get("roles").isNull()).isTrue();
		auth0.received(1, Operation.ROLES);
	}

	@ParameterizedTest
	@EnumSource(names = { "ROLES", "ORGANIZATIONS" })
	void aScopeThatAuth0DeniesIsLoggedOnce(Operation denied, CapturedOutput log) {
		String kind = denied.name().toLowerCase(Locale.ROOT);
		Faults.arrange("403", auth0.on(denied));
		assertThat(previewOfMachine().get(kind).isNull()).isTrue();
		assertThat(previewOfMachine().get(kind).isNull()).isTrue();
		assertThat(denials(log)).singleElement().asString().contains("read:" + kind, "LINK_PREVIEW_ALSO");
		auth0.recovers();
		assertThat(previewOfMachine().get(kind).isNull()).isFalse();
	}

	private static List<String> denials(CapturedOutput log) {
		return log.getAll().lines().filter((line) -> line.contains("Auth0 does not let this service read")).toList();
	}

	@Test
	void theReadsAreCountedAsMemberships() {
		Metrics before = Metrics.at(this.managementPort);
		previewOfMachine();
		assertThat(Metrics.at(this.managementPort)
			.sum("auth0_calls_seconds_count", "operation=\"membership\"", "outcome=\"success\"")
				- before.sum("auth0_calls_seconds_count", "operation=\"membership\"", "outcome=\"success\""))
			.isEqualTo(2);
	}

}
