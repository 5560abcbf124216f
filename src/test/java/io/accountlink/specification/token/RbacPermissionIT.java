package io.accountlink.specification.token;

import java.util.List;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Authorization by permissions in the claim {@code permissions}, which Auth0 fills from
 * roles (RBAC). Unverified e-mail addresses are allowed here.
 */
@TestPropertySource(properties = { "link.permissions.claim=permissions", "link.allow.unverified.email=true",
		"link.suggestion.connections=Username-Password-Authentication,github" })
class RbacPermissionIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String OWN_ACCOUNT = "link:own_account";

	private static final String BOB = "auth0|bob";

	private static final String OPERATOR = "waad|staff|42";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(BOB), account("github|7"), account(OPERATOR));
	}

	@Test
	void aUserTouchesTheirOwnAccountAlone() {
		Token ada = tokenOf(ADA).withRolePermission(OWN_ACCOUNT);
		apiAs(ada).list("me").isOk();
		apiAs(ada).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(ada).link("me", "github", "7").isProblem(ProblemType.PROOF_REQUIRED);
		apiAs(ada).link("me", idToken("github|7")).isCreated();
	}

	@Test
	void anOperatorTouchesAnyAccountInBothModes() {
		Api operator = apiAs(operator());
		operator.link(ADA, "github", "7").isCreated().hasIdentities(ADA, "github|7");
		operator.list(ADA).isOk().hasIdentities(ADA, "github|7");
		operator.unlink(ADA, "github", "7").isOk().hasIdentities(ADA);
		operator.link(BOB, idToken("github|7")).isCreated().hasIdentities(BOB, "github|7");
	}

	@Test
	void anOperatorSeesWhatAMachineSees() {
		auth0.has(account(ADA).withEmail("ada@example.com"),
				account("github|7").withEmail("ada@example.com").withAppMetadata("{\"plan\":\"pro\"}"));
		Api operator = apiAs(operator());
		assertThat(operator.suggestions(ADA).isOk().json().at("/suggestions/0/account_id").asString())
			.isEqualTo("github|7");
		assertThat(operator.preview(ADA, "github", "7").isOk().json().at("/app_metadata/discarded/0").asString())
			.isEqualTo("plan");
		operator.link(ADA, "github", "7").isCreated();
		operator.find("github|7").isOk().hasIdentities(ADA, "github|7");
	}

	@Test
	void anOperatorHasAnAccountOfTheirOwn() {
		apiAs(operator()).list("me").isOk().hasIdentities(OPERATOR);
	}

	@Test
	void anOperatorIsAUserOfTheirOwnAccount() {
		auth0.has(account(OPERATOR).withIdentity("github|8").blocked(),
				account(BOB).withIdentity("github|9").blocked());
		apiAs(operator()).unlink("me", "github", "8").isProblem(ProblemType.ACCOUNT_BLOCKED);
		apiAs(operator()).unlink(BOB, "github", "9").isOk().hasIdentities(BOB);
		auth0.receivedOf(0, Operation.READ, BOB);
	}

	@Test
	void aMachineHasItsPermissionInEitherClaim() {
		apiAs(auth0.tokens().machineToken("batch").withRolePermission("link:any_account")).list(ADA).isOk();
		apiAs(auth0.tokens().machineToken("batch").withPermission("link:any_account")).list(ADA).isOk();
	}

	@Test
	void scopesCountForNothing() {
		lacks(tokenOf(ADA).withPermission(OWN_ACCOUNT), OWN_ACCOUNT);
		lacks(tokenOf(ADA).withPermission("link:any_account"), OWN_ACCOUNT);
		Token own = tokenOf(ADA).withPermission("link:any_account").withRolePermission(OWN_ACCOUNT);
		apiAs(own).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
	}

	@Test
	void permissionsThatAreNoListOfTextsGrantNothing() {
		lacks(tokenOf(ADA).with("permissions", OWN_ACCOUNT), OWN_ACCOUNT);
		lacks(tokenOf(ADA).with("permissions", List.of(List.of(OWN_ACCOUNT))), OWN_ACCOUNT);
		lacks(tokenOf(ADA).with("permissions", List.of("link:own_account link:any_account")), OWN_ACCOUNT);
	}

	@Test
	void anUnverifiedAddressIsNoObstacleWhereItIsAllowed() {
		Token ada = tokenOf(ADA).withRolePermission(OWN_ACCOUNT);
		auth0.has(account(ADA).withProfile("email", "ada@example.com"),
				account("github|7").withProfile("email", "ada@example.com"));
		apiAs(ada).link("me", idToken("github|7")).isCreated();
		auth0.received(2, Operation.READ);
	}

	private static Token tokenOf(String subject) {
		return auth0.tokens().accessToken().of(subject);
	}

	private static Token operator() {
		return tokenOf(OPERATOR).withRolePermission("link:any_account");
	}

	private void lacks(Token token, String permission) {
		Response response = apiAs(token).list(ADA).isProblem(ProblemType.PERMISSION_REQUIRED);
		assertThat(response.detail()).contains(permission);
	}

}
