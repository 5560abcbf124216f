package io.accountlink.specification;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;

/**
 * Replay detection: an ID token links to one primary account only, so a stolen token is
 * useless for another.
 */
class ReplayDetectionTests extends Specification {

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
		apiAs(user(ADA)).link(ME, token).isCreated();
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(machine()).link(EVE, token).isProblem(ProblemType.ID_TOKEN_USED);
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
	void itIsUsedUpEvenWhereAuth0RefusedTheLink() {
		Token token = idToken("github|nobody");
		apiAs(user(ADA)).link(ME, token).isProblem(ProblemType.SECONDARY_NOT_FOUND);
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_USED);
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
		apiAs(user(ADA)).link(ME, token).isCreated();
		apiAs(user(EVE)).link(ME, token.withHeader("x", "y")).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(user(EVE)).link(ME, token.withoutHeader("typ")).isProblem(ProblemType.ID_TOKEN_USED);
	}

	@Test
	void anotherLoginToTheSameAccountIsAnotherToken() {
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isCreated();
		apiAs(user(EVE)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT);
	}

	@Test
	void itStaysUsedAsLongAsItCouldBeShown() {
		Token token = idToken(GOOGLE);
		apiAs(user(ADA)).link(ME, token).isCreated();
		clock.advance(Duration.ofMinutes(10));
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_USED);
		clock.advance(Duration.ofSeconds(1));
		apiAs(user(EVE)).link(ME, token).isProblem(ProblemType.ID_TOKEN_TOO_OLD);
	}

}
