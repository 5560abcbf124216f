package io.accountlink.specification.resilience;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Circuit breaker: it opens on failures of Auth0, not on refusals.
 */
@TestPropertySource(properties = "link.upstream.longest.wait=0s")
class CircuitBreakerIT extends Specification {

	private static final String ADA = "auth0|ada";

	@Test
	void afterTenFailuresTheCircuitBreakerOpensAndLaterPermitsOneTrialCall() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.LINK).failsWith(503);
		for (int call = 0; call < 10; call++) {
			link().isProblem(ProblemType.AUTH0_ERROR);
		}
		Response refused = link().isProblem(ProblemType.AUTH0_UNAVAILABLE);
		assertThat(refused.header("retry-after")).hasValue("5");
		auth0.received(10, Operation.LINK);
		clock.advance(Duration.ofSeconds(6));
		link().isProblem(ProblemType.AUTH0_ERROR);
		link().isProblem(ProblemType.AUTH0_UNAVAILABLE);
		auth0.received(11, Operation.LINK);
	}

	@Test
	void aSuccessfulTrialCallClosesTheCircuitBreaker() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.LINK).times(10).closesTheConnection();
		for (int call = 0; call < 10; call++) {
			link().isProblem(ProblemType.AUTH0_TIMEOUT);
		}
		clock.advance(Duration.ofSeconds(6));
		link().isCreated();
		link().isOk();
	}

	@Test
	void settingTheWallClockDoesNotKeepTheCircuitBreakerOpen() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.LINK).times(10).closesTheConnection();
		clock.setForward(Duration.ofDays(2));
		for (int call = 0; call < 10; call++) {
			link().isProblem(ProblemType.AUTH0_TIMEOUT);
		}
		link().isProblem(ProblemType.AUTH0_UNAVAILABLE);
		clock.setForward(Duration.ofDays(-2));
		clock.advance(Duration.ofSeconds(6));
		link().isCreated();
	}

	@Test
	void failedWritesDoNotOpenTheCircuitBreakerForReads() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.LINK).failsWith(500);
		for (int call = 0; call < 11; call++) {
			link();
		}
		apiAs(machine()).list(ADA).isOk();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 403, 404, 408, 409, 422, 429 })
	void refusalsAndRateLimitsDoNotOpenTheCircuitBreaker(int status) {
		auth0.has(account(ADA).withIdentity("github|5"), account("google-oauth2|7"));
		auth0.on(Operation.LINK, Operation.UNLINK, Operation.READ).answers(status, "{}");
		for (int call = 0; call < 15; call++) {
			link();
			apiAs(machine()).unlink(ADA, "github", "5");
			apiAs(machine()).list(ADA);
		}
		assertThat(auth0.calls(Operation.LINK)).isGreaterThanOrEqualTo(15);
		assertThat(auth0.calls(Operation.UNLINK)).isGreaterThanOrEqualTo(15);
		assertThat(auth0.calls(Operation.READ)).isGreaterThanOrEqualTo(15);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "no JSON", "" })
	void anUnreadableAccountDoesNotOpenTheCircuitBreakerForReads(String answer) {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.READ).times(15).answers(200, answer);
		for (int call = 0; call < 15; call++) {
			apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_ERROR);
		}
		auth0.received(15, Operation.READ);
		apiAs(machine()).list(ADA).isOk();
	}

	@Test
	void aTooLargeAccountDoesNotOpenTheCircuitBreakerForReads() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		auth0.on(Operation.READ).times(15).sendsTwoMebibytes();
		for (int call = 0; call < 15; call++) {
			apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_ERROR);
		}
		auth0.received(15, Operation.READ);
		apiAs(machine()).list(ADA).isOk();
	}

	@Test
	void retriesAreLimitedByTheRetryBudget() {
		auth0.has(account(ADA));
		auth0.on(Operation.READ).failsWith(503);
		for (int call = 0; call < 9; call++) {
			apiAs(machine()).list(ADA);
		}
		assertThat(auth0.calls(Operation.READ)).isBetween(9, 12);
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

}
