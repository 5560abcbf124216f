package io.accountlink.specification.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Management API token: single flight, renewal before expiry, and replacement after a
 * refusal.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementTokenIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final Duration HOUR = Duration.ofHours(1);

	/**
	 * Starts with a token that is valid for an hour.
	 */
	@BeforeEach
	void issueOneHourToken() {
		auth0.has(account(ADA));
		clock.advance(Duration.ofDays(2));
		auth0.issuesManagementTokens(HOUR);
		list().isOk();
		// The first call may have used a token that was requested before the clock moved.
		list().isOk();
		assertThat(tokenCalls()).isPositive();
	}

	@Test
	void oneTokenIsFetchedForTwoHundredColdCallers() {
		clock.advance(HOUR);
		int before = tokenCalls();
		assertThat(listTimes(200)).allSatisfy(Response::isOk);
		assertThat(tokenCalls() - before).isOne();
	}

	@Test
	void aTokenThatTakesThreeSecondsIsRequestedOnce() {
		clock.advance(HOUR);
		auth0.on(Operation.TOKEN).delaysResponses(Duration.ofSeconds(3));
		int before = tokenCalls();
		list().isOk();
		assertThat(tokenCalls() - before).isOne();
	}

	@Test
	void oneTokenIsFetchedForTwoHundredCallersWhoseTokenIsRefused() {
		auth0.revokesManagementTokens();
		int before = tokenCalls();
		assertThat(listTimes(200)).allSatisfy(Response::isOk);
		assertThat(tokenCalls() - before).isOne();
	}

	@Test
	void aTokenIsRenewedAtTwoThirdsOfItsLifeAndNobodyWaits() {
		int before = tokenCalls();
		clock.advance(Duration.ofMinutes(35));
		list().isOk();
		assertThat(tokenCalls() - before).isZero();
		auth0.on(Operation.TOKEN).once().ignoresTheCall();
		clock.advance(Duration.ofMinutes(10));
		list().isOk();
		Awaitility.await().until(() -> tokenCalls() - before == 1);
		list().isOk();
		assertThat(tokenCalls() - before).isOne();
	}

	@Test
	void aTokenIsUsedToItsEndWhereRenewingFails() {
		auth0.on(Operation.TOKEN).failsWith(503);
		for (int minute = 0; minute < 59; minute++) {
			list().isOk();
			clock.advance(Duration.ofMinutes(1));
		}
		list().isOk();
		clock.advance(Duration.ofMinutes(1));
		assertThat(list().status()).isBetween(502, 503);
		auth0.reset();
		auth0.has(account(ADA));
		clock.advance(Duration.ofMinutes(1));
		list().isOk();
	}

	@Test
	void renewingThatFailsIsTriedAgainAfterHalfAMinuteAndNotBefore() {
		clock.advance(Duration.ofMinutes(50));
		auth0.on(Operation.TOKEN).answers(503, "{}");
		int before = tokenCalls();
		assertThat(listTimes(50)).allSatisfy(Response::isOk);
		Awaitility.await().until(() -> tokenCalls() > before);
		assertThat(listTimes(50)).allSatisfy(Response::isOk);
		assertThat(tokenCalls() - before).isBetween(1, 3);
	}

	@Test
	void whatKeepsATokenBackIsPartOfTheWaitForTheRateLimit() {
		clock.advance(HOUR);
		auth0.on(Operation.TOKEN).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		auth0.on(Operation.READ).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(1));
		list().isProblem(ProblemType.AUTH0_BUSY);
	}

	@Test
	void aRefusedTokenIsReplacedAndLoggedAtMostOnceInHalfAMinute(CapturedOutput output) {
		auth0.on(Operation.READ).rejectsTheToken();
		int before = tokenCalls();
		for (int call = 0; call < 10; call++) {
			list().isProblem(ProblemType.AUTH0_MISCONFIGURED);
		}
		assertThat(listTimes(50)).allSatisfy((refused) -> refused.isProblem(ProblemType.AUTH0_MISCONFIGURED));
		assertThat(tokenCalls() - before).isOne();
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).hasSize(1);
		clock.advance(Duration.ofSeconds(31));
		assertThat(listTimes(50)).allSatisfy((refused) -> refused.isProblem(ProblemType.AUTH0_MISCONFIGURED));
		assertThat(tokenCalls() - before).isEqualTo(2);
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).hasSize(2);
	}

	@Test
	void refusedCredentialsFailAtOnceAndAreToldToOperatorsWithoutTheSecret(CapturedOutput output) {
		clock.advance(HOUR);
		auth0.on(Operation.TOKEN).answers(401, """
				{"error":"access_denied","error_description":"Unauthorized"}""");
		int before = tokenCalls();
		for (int call = 0; call < 10; call++) {
			list().isProblem(ProblemType.AUTH0_MISCONFIGURED);
		}
		assertThat(tokenCalls() - before).isOne();
		assertThat(output.toString()).contains("ERROR").contains("AUTH0_CLIENT_ID");
		assertThat(output.toString()).doesNotContain(auth0.tenant().client().secret());
		auth0.reset();
		auth0.has(account(ADA));
		clock.advance(Duration.ofSeconds(31));
		list().isOk();
	}

	@Test
	void aWallClockThatIsSetForwardAndBackKeepsNoRenewalAway() {
		whileTheWallClockIsAhead(() -> list().isOk());
		list().isOk();
		int before = tokenCalls();
		clock.advance(Duration.ofMinutes(45));
		list().isOk();
		Awaitility.await().until(() -> tokenCalls() - before == 1);
	}

	@Test
	void aWallClockThatIsSetForwardAndBackKeepsNoReplacementAway() {
		whileTheWallClockIsAhead(() -> {
			list().isOk();
			clock.advance(Duration.ofSeconds(31));
			auth0.revokesManagementTokens();
			list().isOk();
		});
		clock.advance(Duration.ofSeconds(31));
		auth0.revokesManagementTokens();
		list().isOk();
	}

	@Test
	void aWallClockThatIsSetForwardAndBackKeepsNoAttemptWithNewCredentialsAway() {
		clock.advance(HOUR);
		whileTheWallClockIsAhead(() -> {
			auth0.on(Operation.TOKEN).answers(401, "{\"error\":\"access_denied\"}");
			list().isProblem(ProblemType.AUTH0_MISCONFIGURED);
		});
		auth0.reset();
		auth0.has(account(ADA));
		clock.advance(Duration.ofSeconds(31));
		list().isOk();
	}

	private static void whileTheWallClockIsAhead(Runnable requests) {
		clock.setForward(Duration.ofDays(2));
		requests.run();
		clock.setForward(Duration.ofDays(-2));
	}

	private static int tokenCalls() {
		return auth0.calls(Operation.TOKEN);
	}

	private Response list() {
		return apiAs(user(ADA)).list("me");
	}

	private List<Response> listTimes(int times) {
		Api api = apiAs(user(ADA));
		List<CompletableFuture<Response>> all = Stream
			.generate(() -> CompletableFuture.supplyAsync(() -> api.list("me"), Thread::startVirtualThread))
			.limit(times)
			.toList();
		return all.stream().map(CompletableFuture::join).toList();
	}

}
