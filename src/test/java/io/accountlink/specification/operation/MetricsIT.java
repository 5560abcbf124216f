package io.accountlink.specification.operation;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Faults;
import io.accountlink.support.Metrics;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Metrics on the Prometheus endpoint.
 */
class MetricsIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String CALLS = "auth0_calls_seconds_count";

	private static final String ATTEMPTS = "account_link_attempts_total";

	@LocalManagementPort
	private int managementPort;

	@Test
	void aLinkIsCountedWithItsOneCall() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		Metrics before = metrics();
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		assertRise(1, before, ATTEMPTS, "action=\"link\"", "code=\"linked\"", "outcome=\"done\"");
		assertRise(1, before, CALLS, "operation=\"write\"", "outcome=\"success\"");
		assertRise(0, before, CALLS, "operation=\"read\"");
		assertRise(1, before, "http_server_requests_seconds_count", "uri=\"/accounts/{id}/link\"", "status=\"201\"");
	}

	@Test
	void theFirstFailureIsARiseToo() {
		Metrics fresh = metrics();
		assertThat(fresh.toString()).contains("code=\"auth0_misconfigured\"")
			.contains("code=\"internal_error\"")
			.contains("outcome=\"not_tried\"")
			.contains("code=\"auth0_timeout\",outcome=\"failed\"")
			.contains("code=\"auth0_timeout\",outcome=\"unknown\"");
	}

	@Test
	void aReadThatFailsIsCountedAndLeavesNoEvent() {
		auth0.has(account(ADA));
		Metrics before = metrics();
		Faults.arrange("403", auth0.on(Operation.READ));
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA)).list(ME).isProblem(ProblemType.AUTH0_MISCONFIGURED);
			apiAs(machine()).find(ADA).isProblem(ProblemType.AUTH0_MISCONFIGURED);
			assertThat(trail.events()).isEmpty();
		}
		assertRise(1, before, ATTEMPTS, "action=\"list\"", "code=\"auth0_misconfigured\"", "outcome=\"failed\"");
		assertRise(1, before, ATTEMPTS, "action=\"read\"", "code=\"auth0_misconfigured\"", "outcome=\"failed\"");
	}

	@ParameterizedTest
	@CsvSource({ "READ, 400 query, read", "LINK, 400 body, write" })
	void aRequestThatAuth0CallsMalformedIsADefect(Operation refused, String fault, String operation) {
		auth0.has(account(ADA), account("google-oauth2|7"));
		Metrics before = metrics();
		Faults.arrange(fault, auth0.on(refused));
		Api api = apiAs(machine());
		try (AuditTrail trail = AuditTrail.begin()) {
			Response answer = (refused == Operation.LINK) ? api.link(ADA, "google-oauth2", "7") : api.list(ADA);
			answer.isProblem(ProblemType.AUTH0_ERROR);
			assertThat(trail.errors()).singleElement().asString().contains("a defect of this service");
		}
		assertRise(1, before, CALLS, "operation=\"" + operation + "\"", "outcome=\"malformed\"");
	}

	@Test
	void aRefusedTokenIsTheCallsOutcomeAndARenewal() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		apiAs(user(ADA)).list(ME).isOk();
		Metrics before = metrics();
		auth0.on(Operation.LINK).once().rejectsTheToken();
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		assertRise(1, before, CALLS, "operation=\"write\"", "outcome=\"unauthorized\"");
		assertRise(1, before, CALLS, "operation=\"token\"", "outcome=\"success\"");
		assertRise(1, before, "auth0_token_renewals_total", "outcome=\"success\"");
	}

	@Test
	void theTokensRemainingLifeGoesDown() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list(ME).isOk();
		// A refresh in the background would renew it.
		auth0.on(Operation.TOKEN).failsWith(500);
		double before = metrics().sum("auth0_token_remaining_seconds");
		clock.advance(Duration.ofMinutes(5));
		assertThat(metrics().sum("auth0_token_remaining_seconds")).isEqualTo(before - 300).isPositive();
	}

	@Test
	void aRepeatedReadIsCountedAsARepetition() {
		auth0.has(account(ADA));
		Metrics before = metrics();
		auth0.on(Operation.READ).once().failsWith(500);
		apiAs(user(ADA)).list(ME).isOk();
		assertRise(1, before, CALLS, "operation=\"read\"", "outcome=\"failed\"");
		assertRise(1, before, "auth0_retries_total", "outcome=\"made\"");
		assertThat(metrics().names()).contains("auth0_retry_budget");
	}

	@Test
	void aBreakerShowsItsState(@Autowired CircuitBreakerRegistry breakers) {
		breakers.circuitBreaker("read").transitionToOpenState();
		auth0.has(account(ADA));
		Metrics before = metrics();
		assertThat(before.sum("resilience4j_circuitbreaker_state", "name=\"read\"", "state=\"open\"")).isOne();
		assertThat(before.sum("resilience4j_circuitbreaker_state", "name=\"read\"", "state=\"closed\"")).isZero();
		apiAs(user(ADA)).list(ME).isProblem(ProblemType.AUTH0_UNAVAILABLE);
		assertRise(1, before, CALLS, "operation=\"read\"", "outcome=\"not_tried\"");
	}

	@Test
	void theRateLimitThatIsLeftShows() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list(ME).isOk();
		assertThat(rateLimitLeft("read")).isEqualTo(0.98);
		auth0.on(Operation.READ).limitsRequestsFor(Duration.ofMinutes(1));
		apiAs(user(ADA)).list(ME).isProblem(ProblemType.AUTH0_BUSY);
		assertThat(rateLimitLeft("read")).isZero();
	}

	@Test
	void theRateLimitThatIsLeftIsUnknownAMinuteAfterTheLatestCall() {
		auth0.has(account(ADA));
		assertThat(rateLimitLeft("read")).isNaN();
		apiAs(user(ADA)).list(ME).isOk();
		clock.advance(Duration.ofSeconds(59));
		assertThat(rateLimitLeft("read")).isEqualTo(0.98);
		clock.advance(Duration.ofSeconds(1));
		assertThat(rateLimitLeft("read")).isNaN();
		apiAs(user(ADA)).list(ME).isOk();
		assertThat(rateLimitLeft("read")).isEqualTo(0.98);
	}

	@Test
	void keysAreCountedWhenTheyAreFetched() {
		assertThat(metrics().sum("auth0_keys_refreshes_total", "outcome=\"success\"")).isPositive();
		assertThat(metrics().names()).contains("auth0_keys_refreshes_total");
	}

	@Test
	void noLabelHoldsWhatCallersChoose() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list("auth0|bob").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(user(ADA)).unlink(ME, "github", "nobodys-login").isOk();
		api().send("GET", "/made-up/path", BodyPublishers.noBody());
		api().send("MADEUP", "/accounts/auth0%7Cada/identities", BodyPublishers.noBody());
		Metrics metrics = metrics();
		assertThat(metrics.toString()).doesNotContain("|ada", "|bob", "nobodys-login", "MADEUP", "made-up");
		assertThat(metrics.valuesOf("uri")).isSubsetOf("/accounts/{id}", "/accounts/{id}/link",
				"/accounts/{id}/link/preview", "/accounts/{id}/suggestions", "/accounts/{id}/identities",
				"/accounts/{id}/identities/{provider}/{user_id}", "NOT_FOUND", "UNKNOWN", "/**", "root",
				"/v3/api-docs");
	}

	@Test
	void theManagementPortAndTheClientLibraryCountNothing() {
		metrics();
		assertThat(metrics().names()).noneMatch((name) -> name.startsWith("http_client"))
			.noneMatch((name) -> name.startsWith("spring_security"))
			.noneMatch((name) -> name.startsWith("tasks"));
		assertThat(metrics().valuesOf("uri")).noneMatch((uri) -> uri.contains("actuator"));
	}

	private double rateLimitLeft(String operation) {
		return metrics().sum("auth0_rate_limit_remaining_ratio", "operation=\"" + operation + "\"");
	}

	private Metrics metrics() {
		return Metrics.at(this.managementPort);
	}

	private void assertRise(int by, Metrics before, String name, String... labels) {
		// A response may be sent shortly before it is counted.
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(metrics().sum(name, labels) - before.sum(name, labels)).as(name + List.of(labels))
						.isEqualTo(by));
	}

}
