package io.accountlink.specification.resilience;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rate limit of the tenant: after a 429 no call of its kind is made until the limit
 * resets, for 30 s at most.
 */
class Auth0RateLimitIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@BeforeEach
	void warmUp() {
		createAccounts();
		apiAs(machine()).list(ADA).isOk();
	}

	@Test
	void newRequestsMakeNoCallUntilAuth0sResetTimeForAtMostHalfAMinute() {
		auth0.on(Operation.READ).limitsRequestsFor(MINUTE);
		isBusy(list(), 60);
		int before = auth0.calls(Operation.READ);
		clock.advance(Duration.ofSeconds(29));
		isBusy(list(), 31);
		assertThat(auth0.calls(Operation.READ)).isEqualTo(before);
		clock.advance(Duration.ofSeconds(1));
		isBusy(list(), 60);
		assertThat(auth0.calls(Operation.READ)).isEqualTo(before + 1);
		auth0.on(Operation.READ).limitsRequestsFor(Duration.ofSeconds(10));
		clock.advance(Duration.ofSeconds(30));
		isBusy(list(), 10);
		isServedAfter(Duration.ofSeconds(10));
	}

	@Test
	void aLimitOfOneKindOfCallLeavesTheOthersAlone() {
		auth0.on(Operation.LINK).limitsRequestsFor(MINUTE);
		isBusy(link(), 60);
		list().isOk();
		isBusy(apiAs(machine()).unlink(ADA, "github", "5"), 60);
		auth0.received(0, Operation.UNLINK);
	}

	@Test
	void aRequestThatHasMadeACallWaitsForTheResetOfAnother() {
		auth0.on(Operation.LINK).once().limitsRequestsFor(Duration.ofSeconds(10));
		isBusy(link(), 10);
		clock.advance(Duration.ofSeconds(9));
		isBusy(link(), 1);
		apiAs(user(ADA)).link("me", idToken("google-oauth2|7")).isCreated();
		auth0.received(2, Operation.LINK);
	}

	@Test
	void aRequestThatHasMadeACallWaitsForTwoSecondsAtMost() {
		auth0.on(Operation.LINK).once().limitsRequestsFor(Duration.ofSeconds(10));
		isBusy(link(), 10);
		isBusy(apiAs(user(ADA)).link("me", idToken("google-oauth2|7")), 10);
		auth0.received(1, Operation.LINK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<h1>Too many requests</h1>", "{\"error\":\"Too many requests\"}", "" })
	void anEdgeInFrontOfAuth0PausesNothing(String answer) {
		auth0.on(Operation.LINK).once().limitsRequestsAsEdgeFor(MINUTE, answer);
		isBusy(link(), 60);
		link().isCreated();
	}

	@Test
	void aLimitWithoutAResetTimePausesNothing() {
		auth0.on(Operation.LINK).once().limitsRequestsWithoutReset();
		isBusy(link(), 5);
		link().isCreated();
	}

	@Test
	void aLimitedTokenEndpointIsAskedOnce() {
		auth0.revokesManagementTokens();
		auth0.on(Operation.TOKEN).limitsRequestsWithRetryAfter(Duration.ofMinutes(2));
		int before = auth0.calls(Operation.TOKEN);
		isBusy(list(), 120);
		for (int second = 1; second < 30; second++) {
			clock.advance(Duration.ofSeconds(1));
			isBusy(list(), 120 - second);
		}
		assertThat(auth0.calls(Operation.TOKEN)).isEqualTo(before + 1);
		isServedAfter(Duration.ofSeconds(1));
	}

	@Test
	void aLimitOfTheTokenEndpointWithoutATimeIsRememberedForFiveSeconds() {
		auth0.revokesManagementTokens();
		auth0.on(Operation.TOKEN).limitsRequestsWithoutReset();
		int before = auth0.calls(Operation.TOKEN);
		for (int call = 0; call < 12; call++) {
			isBusy(list(), 5);
		}
		assertThat(auth0.calls(Operation.TOKEN)).isEqualTo(before + 1);
		isServedAfter(Duration.ofSeconds(5));
	}

	@Test
	void theGlobalLimitOfTheTokenEndpointIsNoFailureAndIsRemembered() {
		auth0.revokesManagementTokens();
		auth0.on(Operation.TOKEN).answers(500, """
				{"error":"server_error","error_description":"Global limit has been reached"}""");
		int before = auth0.calls(Operation.TOKEN);
		for (int call = 0; call < 12; call++) {
			isBusy(list(), 1);
		}
		assertThat(auth0.calls(Operation.TOKEN) - before).isLessThanOrEqualTo(3);
	}

	private static void createAccounts() {
		auth0.has(account(ADA), account("google-oauth2|7"));
	}

	private static void isBusy(Response response, int seconds) {
		assertThat(response.isProblem(ProblemType.AUTH0_BUSY).header("retry-after"))
			.hasValue(Integer.toString(seconds));
	}

	private void isServedAfter(Duration wait) {
		auth0.reset();
		createAccounts();
		clock.advance(wait);
		list().isOk();
	}

	private Response list() {
		return apiAs(machine()).list(ADA);
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

}
