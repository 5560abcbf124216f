package io.accountlink.specification.resilience;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads whose answers are slow, lost or failing, above all the reads that reconcile a
 * write.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
		properties = { "link.deadline=4s", "link.upstream.breaker.pause=1s", "link.upstream.retry.percent=0" })
class HedgedReadAndReconciliationIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String LINKED = """
			{"identities":[{"provider":"auth0","user_id":"ada","connection":"c","isSocial":false},
			{"provider":"google-oauth2","user_id":"7","connection":"google-oauth2","isSocial":true}]}""";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA).withIdentity("github|5"), account("google-oauth2|7"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 429, 503 })
	void aFailedHedgedReadDoesNotDecide(int status) {
		auth0.on(Operation.LINK).once().completesThenCloses();
		theFirstReadIsSlowAndTheOthersAnswer(status);
		link().isCreated();
		auth0.received(2, Operation.READ);
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 429 })
	void aListIsAnsweredByTheFirstReadWhereTheSecondFails(int status) {
		theFirstReadIsSlowAndTheOthersAnswer(status);
		apiAs(machine()).list(ADA).isOk();
		auth0.received(2, Operation.READ);
	}

	private static void theFirstReadIsSlowAndTheOthersAnswer(int status) {
		auth0.on(Operation.READ).answers(status, "{}");
		auth0.on(Operation.READ).once().answers(200, LINKED);
		auth0.on(Operation.READ).once().delaysResponses(Duration.ofMillis(2600));
	}

	@Test
	void aHedgedReadIsInTheTraceOfItsRequest() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		auth0.on(Operation.READ).once().delaysResponses(Duration.ofMillis(2600));
		apiAs(user(ADA)).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01").list("me").isOk();
		assertThat(auth0.calls(Operation.READ)).isEqualTo(2);
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().startsWith("00-" + trace);
	}

	@Test
	void aRateLimitWaitLeavesTimeToRetryTheReconcilingRead() {
		auth0.on(Operation.LINK).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		auth0.on(Operation.LINK).once().completesThenCloses();
		auth0.on(Operation.READ).once().failsWith(500);
		link().isCreated();
		auth0.received(2, Operation.READ);
	}

	@Test
	void reconcilingReadsAreExemptFromTheRetryBudget() {
		for (int link = 0; link < 15; link++) {
			auth0.on(Operation.LINK).once().completesThenCloses();
			auth0.on(Operation.READ).once().failsWith(503);
			link().isCreated();
			apiAs(machine()).list(ADA).isOk();
			apiAs(machine()).unlink(ADA, "google-oauth2", "7").isOk();
			auth0.has(account("google-oauth2|7"));
			apiAs(machine()).unlink(ADA, "facebook", "8").isOk();
		}
	}

	@Test
	void anUnansweredLinkOfAnAccountThatIsGoneHasAnUnknownOutcome() {
		auth0.on(Operation.LINK).once().completesThenCloses();
		auth0.on(Operation.READ).once().answers(404, """
				{"statusCode":404,"errorCode":"inexistent_user","message":"The user does not exist."}""");
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isProblem(ProblemType.AUTH0_TIMEOUT);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("unknown");
		}
	}

	@Test
	void anUnansweredUnlinkOfAnAccountThatIsGoneHasAnUnknownOutcome() {
		auth0.on(Operation.UNLINK).once().completesThenCloses();
		auth0.on(Operation.READ).once().answers(404, """
				{"statusCode":404,"errorCode":"inexistent_user","message":"The user does not exist."}""");
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).unlink(ADA, "github", "5").isProblem(ProblemType.AUTH0_TIMEOUT);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("unknown");
		}
	}

	@Test
	void aTrialCallSlowerThanTheOpenStateClosesTheCircuitBreaker(@Autowired CircuitBreakerRegistry breakers) {
		CircuitBreaker reads = breakers.circuitBreaker("read");
		reads.transitionToOpenState();
		apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_UNAVAILABLE);
		clock.advance(Duration.ofSeconds(2));
		auth0.on(Operation.READ).once().delaysResponses(Duration.ofMillis(1500));
		apiAs(machine()).list(ADA).isOk();
		assertThat(reads.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "before the header", "in the body" })
	void aCallThatTimedOutLogsNoError(String where, CapturedOutput log) {
		if (where.equals("in the body")) {
			auth0.on(Operation.READ).hangsInTheBody();
		}
		else {
			auth0.on(Operation.READ).hangsBeforeTheHeader();
		}
		apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_TIMEOUT);
		auth0.reset();
		auth0.has(account(ADA));
		apiAs(machine()).list(ADA).isOk();
		assertThat(log.getAll()).doesNotContain("ERROR", "\tat ");
	}

	@Test
	void aHedgedReadLogsNoError(CapturedOutput log) {
		auth0.on(Operation.READ).once().delaysResponses(Duration.ofMillis(2600));
		apiAs(machine()).list(ADA).isOk();
		assertThat(log.getAll()).doesNotContain("ERROR", "\tat ");
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

}
