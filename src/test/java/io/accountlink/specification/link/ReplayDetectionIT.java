package io.accountlink.specification.link;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replay detection: an ID token links to one primary account only, so a stolen token is
 * useless for another.
 */
class ReplayDetectionIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String EVE = "auth0|eve";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(EVE), account(GOOGLE), account("github|8"));
	}

	@Test
	void aTokenShownForAnotherAccountIsRefused() {
		Token token = idToken(GOOGLE);
		useUp(token);
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(machine()).link(EVE, token).isProblem(ProblemType.ID_TOKEN_USED);
		auth0.received(1, Operation.LINK);
		apiAs(user(ADA)).link(ME, token).isCreated();
	}

	// Ada's link goes out, and Auth0 fails.
	private void useUp(Token token) {
		auth0.on(Operation.LINK).once().failsWith(500);
		apiAs(user(ADA)).link(ME, token).isProblem(ProblemType.AUTH0_ERROR);
	}

	@Test
	void whatIsRefusedBeforeTheLinkUsesNoTokenUp() {
		Token token = idToken(GOOGLE);
		auth0.on(Operation.READ).of(GOOGLE).failsWith(500);
		apiAs(user(ADA)).link(ME, token).isProblem(ProblemType.AUTH0_ERROR);
		auth0.recovers();
		auth0.has(account(ADA).blocked());
		apiAs(user(ADA)).link(ME, token).isProblem(ProblemType.ACCOUNT_BLOCKED);
		apiAs(user(EVE)).link(ME, token).isCreated();
	}

	@Test
	void ofTwoAccountsAtOnceOneGetsTheToken() {
		Token token = idToken(GOOGLE);
		auth0.on(Operation.LINK).failsWith(500);
		List<Response> answers = Stream.of(ADA, EVE)
			.map((account) -> CompletableFuture.supplyAsync(() -> apiAs(user(account)).link(ME, token)))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		assertThat(answers).extracting(Response::status).containsExactlyInAnyOrder(502, 422);
		auth0.received(1, Operation.LINK);
	}

	@Test
	void aTokenShownForTheSameAccountIsARepetition() {
		Token token = idToken(GOOGLE);
		apiAs(user(ADA)).link(ME, token).isCreated().hasIdentities(ADA, GOOGLE);
		apiAs(user(ADA)).link(ME, token).isOk().hasIdentities(ADA, GOOGLE);
		apiAs(machine()).link(ADA, token).isOk().hasIdentities(ADA, GOOGLE);
	}

	@Test
	void aTokenIsKnownByItsId() {
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).with("jti", "one")).isCreated();
		apiAs(user(EVE)).link(ME, idToken("github|8").with("jti", "one")).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(user(EVE)).link(ME, idToken("github|8").with("jti", "two")).isCreated();
	}

	@Test
	void aTokenWithoutAnIdIsKnownByItsContentAndNotByItsSpelling() {
		Token token = idToken(GOOGLE);
		useUp(token);
		apiAs(user(EVE)).link(ME, token.withHeader("x", "y")).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(user(EVE)).link(ME, token.withoutHeader("typ")).isProblem(ProblemType.ID_TOKEN_USED);
	}

	@Test
	void anotherLoginToTheSameAccountIsAnotherToken() {
		useUp(idToken(GOOGLE));
		apiAs(user(EVE)).link(ME, idToken(GOOGLE)).isCreated();
	}

	@Test
	void itStaysUsedAsLongAsItCouldBeShown() {
		Token token = idToken(GOOGLE);
		useUp(token);
		clock.advance(Duration.ofMinutes(10));
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_USED);
		clock.advance(Duration.ofSeconds(1));
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_TOO_OLD);
	}

}
