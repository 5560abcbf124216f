package io.accountlink.specification.unlink;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unlink: the identity becomes a separate account again.
 */
class UnlinkIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GITHUB = "github|7";

	@BeforeEach
	void adaHasTwoLogins() {
		auth0.has(account(ADA).withIdentity(GITHUB).withIdentity("waad|staff|42"));
	}

	@Test
	void theAnswerIsWhatIsLeft() {
		apiAs(user(ADA)).unlink("me", "github", "7").isOk().hasIdentities(ADA, "waad|staff|42");
		apiAs(machine()).list(GITHUB).isOk().hasIdentities(GITHUB);
		auth0.received(1, Operation.UNLINK);
	}

	@Test
	void aRepetitionSaysTheSame() {
		Response first = apiAs(user(ADA)).unlink("me", "github", "7").isOk();
		assertThat(apiAs(user(ADA)).unlink("me", "github", "7").isOk().json()).isEqualTo(first.json());
	}

	@Test
	void whatWasNeverLinkedIsNotThereAfterwardsEither() {
		apiAs(user(ADA)).unlink("me", "github", "nobody").isOk().hasIdentities(ADA, GITHUB, "waad|staff|42");
	}

	@Test
	void whatIsOfAProviderThatAuth0DoesNotListIsNotThereEither() {
		apiAs(machine()).unlink(ADA, "myspace", "7").isOk().hasIdentities(ADA, GITHUB, "waad|staff|42");
		apiAs(machine()).unlink("auth0|nobody", "myspace", "7").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
	}

	@Test
	void aUserIdWithPipesIsTheIdentitysOwn() {
		apiAs(user(ADA)).unlink("me", "waad", "staff|42").isOk().hasIdentities(ADA, GITHUB);
	}

	@Test
	void aUserIdThatBeginsWithItsProviderIsTakenWithoutIt() {
		apiAs(user(ADA)).unlink("me", "github", GITHUB).isOk().hasIdentities(ADA, "waad|staff|42");
	}

	@Test
	void theFirstLoginStays() {
		apiAs(user(ADA)).unlink("me", "auth0", "ada").isProblem(ProblemType.PRIMARY_IDENTITY);
		apiAs(machine()).unlink(ADA, "auth0", ADA).isProblem(ProblemType.PRIMARY_IDENTITY);
		auth0.receivedNoWrites();
	}

	@Test
	void theFirstLoginStaysWhereOnlyAuth0KnowsWhichItIs() {
		auth0.on(Operation.UNLINK)
			.answers(400,
					"{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Main identity cannot be removed.\"}");
		apiAs(user(ADA)).unlink("me", "github", "7").isProblem(ProblemType.PRIMARY_IDENTITY);
	}

	@Test
	void anAccountThatDoesntExistHasNothingToUnlink() {
		apiAs(machine()).unlink("auth0|nobody", "github", "7").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).list("auth0|nobody").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
	}

}
