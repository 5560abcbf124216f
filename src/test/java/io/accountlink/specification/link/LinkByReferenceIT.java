package io.accountlink.specification.link;

import java.math.BigInteger;
import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Connection;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Link by reference: a machine names the secondary account.
 */
class LinkByReferenceIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GITHUB = "github|7";

	private static final String HUB = "github";

	private static final String PROVIDER = "provider";

	private static final String USER_ID = "user_id";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account("auth0|bob"), account(GITHUB));
	}

	@Test
	void theNamedAccountIsLinkedByOneCall() {
		apiAs(machine()).link(ADA, HUB, "7").isCreated().hasIdentities(ADA, GITHUB);
		auth0.received(1, Operation.LINK);
		auth0.received(0, Operation.READ);
		sentToAuth0("{\"provider\":\"github\",\"user_id\":\"7\"}");
	}

	@Test
	void theConnectionGoesAlongWhereItIsNamed() {
		Connection staff = Connection.named("auth0", "staff");
		auth0.has(staff);
		auth0.has(account("auth0|eve").whoseLogin((login) -> login.inConnection("staff")));
		apiAs(machine()).link(ADA, Map.of(PROVIDER, "auth0", USER_ID, "eve", "connection_id", staff.id()))
			.isCreated()
			.hasIdentities(ADA, "auth0|eve");
		sentToAuth0("{\"provider\":\"auth0\",\"user_id\":\"eve\",\"connection_id\":\"%s\"}".formatted(staff.id()));
	}

	@Test
	void aUserIdMayBeAnIntegerOfAnyLength() {
		auth0.has(account("facebook|123456789012345678901234567890").whoseLogin(Identity::withNumericUserId));
		BigInteger userId = new BigInteger("123456789012345678901234567890");
		Response response = apiAs(machine()).link(ADA, Map.of(PROVIDER, "facebook", USER_ID, userId));
		response.isCreated().hasIdentities(ADA, "facebook|123456789012345678901234567890");
		sentToAuth0("{\"provider\":\"facebook\",\"user_id\":\"123456789012345678901234567890\"}");
	}

	@Test
	void aUserIdThatBeginsWithItsProviderIsTakenWithoutIt() {
		apiAs(machine()).link(ADA, "github", GITHUB).isCreated();
		sentToAuth0("{\"provider\":\"github\",\"user_id\":\"7\"}");
	}

	@Test
	void aUserIdThatBeginsOtherwiseIsTakenWhole() {
		auth0.has(account("oidc|acme|auth0|7"));
		apiAs(machine()).link(ADA, "oidc", "acme|auth0|7").isCreated().hasIdentities(ADA, "oidc|acme|auth0|7");
		sentToAuth0("{\"provider\":\"oidc\",\"user_id\":\"acme|auth0|7\"}");
	}

	@Test
	void anAccountBringsItsOwnIdentitiesAlong() {
		auth0.has(account("apple|9").withIdentity(identity("twitter|10")));
		apiAs(machine()).link(ADA, "apple", "9").isCreated().hasIdentities(ADA, "apple|9", "twitter|10");
	}

	@Test
	void aRepetitionSaysTheSameWithAnotherStatus() {
		Response first = apiAs(machine()).link(ADA, HUB, "7").isCreated();
		Response second = apiAs(machine()).link(ADA, HUB, "7").isOk();
		assertThat(second.json()).isEqualTo(first.json());
		assertThat(apiAs(machine()).list(ADA).json()).isEqualTo(first.json());
	}

	@Test
	void anAccountIsNotLinkedToItself() {
		apiAs(machine()).link(ADA, "auth0", "ada").isProblem(ProblemType.SAME_ACCOUNT);
		apiAs(machine()).link(ADA, "auth0", ADA).isProblem(ProblemType.SAME_ACCOUNT);
		auth0.receivedNoWrites();
	}

	@Test
	void anIdentityOfAnotherAccountStaysThereAndWhoseIsNotSaid() {
		auth0.has(account("auth0|bob").withIdentity("github|42"));
		Response response = apiAs(machine()).link(ADA, "github", "42").isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT);
		response.doesNotContain("bob");
		assertThat(auth0.identitiesOf("auth0|bob")).hasSize(2);
	}

	@Test
	void anAccountThatDoesntExistIsNotFound() {
		apiAs(machine()).link("auth0|nobody", HUB, "7").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).link(ADA, "github", "nobody").isProblem(ProblemType.SECONDARY_NOT_FOUND);
	}

	@Test
	void anAccountThatWasLinkedIntoAnotherIsNoPrimaryAccountAnyMore() {
		apiAs(machine()).link(ADA, HUB, "7").isCreated();
		apiAs(machine()).link(GITHUB, "auth0", "bob").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).list(GITHUB).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).unlink(GITHUB, "auth0", "bob").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(user(GITHUB)).list("me").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
	}

	@Test
	void aProviderThatAuth0DoesntHaveIsNotFound() {
		apiAs(machine()).link(ADA, "myspace", "7").isProblem(ProblemType.CONNECTION_NOT_FOUND);
		Map<String, String> body = Map.of(PROVIDER, "github", USER_ID, "7", "connection_id", "con_0000000000000000");
		apiAs(machine()).link(ADA, body).isProblem(ProblemType.CONNECTION_NOT_FOUND);
	}

	@Test
	void aConnectionIsAskedForWhereAuth0NeedsIt() {
		auth0.has(Connection.named("auth0", "staff"));
		apiAs(machine()).link(ADA, "auth0", "nobody").isProblem(ProblemType.CONNECTION_REQUIRED);
	}

	private void sentToAuth0(String body) {
		assertThat(Response.tree(auth0.lastCall(Operation.LINK).body())).isEqualTo(Response.tree(body));
	}

}
