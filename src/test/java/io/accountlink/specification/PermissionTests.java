package io.accountlink.specification;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Authorization by permissions in the claim {@code scope}.
 */
class PermissionTests extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String BOB = "auth0|bob";

	private static final String GITHUB = "github|7";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(BOB), account(GITHUB));
	}

	@Test
	void aUserTouchesTheirOwnAccountByEitherName() {
		apiAs(user(ADA)).list("me").isOk().hasIdentities(ADA);
		apiAs(user(ADA)).list(ADA).isOk().hasIdentities(ADA);
		apiAs(user(ADA)).link(ADA, idToken(GITHUB)).isCreated();
		apiAs(user(ADA)).unlink(ADA, "github", "7").isOk().hasIdentities(ADA);
	}

	@Test
	void aUserTouchesNobodyElsesAccount() {
		apiAs(user(ADA)).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(user(ADA)).link(BOB, idToken(GITHUB)).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(user(ADA)).unlink(BOB, "github", "7").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		auth0.receivedNoWrites();
	}

	@Test
	void aUserProvesTheOtherAccountAndDoesntNameIt() {
		apiAs(user(ADA)).link("me", "github", "7").isProblem(ProblemType.PROOF_REQUIRED);
		auth0.receivedNoWrites();
	}

	@Test
	void whetherAnotherAccountExistsIsNotTold() {
		Response there = apiAs(user(ADA)).list(BOB);
		Response notThere = apiAs(user(ADA)).list("auth0|nobody").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		assertThat(notThere.detail()).isEqualTo(there.detail());
	}

	@Test
	void aMachineTouchesAnyAccountInBothModes() {
		apiAs(machine()).list(ADA).isOk();
		apiAs(machine()).link(ADA, "github", "7").isCreated();
		apiAs(machine()).unlink(ADA, "github", "7").isOk();
		apiAs(machine()).link(BOB, idToken(GITHUB)).isCreated().hasIdentities(BOB, GITHUB);
	}

	@Test
	void aMachineIsOneByItsSubjectWhateverItsForm() {
		apiAs(machine().of("no-suffix")).list(ADA).isOk();
		apiAs(machine().of("agt_1234")).list(ADA).isOk();
		apiAs(machine().ofTheRfc9068Profile()).list(ADA).isOk();
	}

	@Test
	void aMachineHasNoAccountOfItsOwn() {
		apiAs(machine()).list("me").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("id");
		apiAs(machine()).link("me", "github", "7").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("id");
		apiAs(machine()).unlink("me", "github", "7").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("id");
	}

	@Test
	void theMissingPermissionIsNamed() {
		lacks(auth0.tokens().accessToken().of(ADA), "link:own_account");
		lacks(auth0.tokens().accessToken().of(ADA).withPermission("link:own_accounts"), "link:own_account");
		lacks(auth0.tokens().accessToken().of(ADA).without("scope"), "link:own_account");
		lacks(auth0.tokens().machineToken("batch"), "link:any_account");
		lacks(auth0.tokens().machineToken("batch").withPermission("link:own_account"), "link:any_account");
	}

	@Test
	void aUserWhoAskedForTheMachinesScopeIsStillAUser() {
		Token token = auth0.tokens().accessToken().of(ADA).withPermission("link:any_account");
		lacks(token, "link:own_account");
		apiAs(token.withPermission("link:own_account")).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(token).link("me", "github", "7").isProblem(ProblemType.PROOF_REQUIRED);
		auth0.receivedNoWrites();
	}

	@Test
	void theOtherClaimCountsForNothing() {
		lacks(auth0.tokens().accessToken().of(ADA).withRolePermission("link:own_account"), "link:own_account");
		lacks(auth0.tokens().machineToken("batch").withRolePermission("link:any_account"), "link:any_account");
		Token own = user(ADA).withRolePermission("link:any_account");
		apiAs(own).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
	}

	private void lacks(Token token, String permission) {
		Response response = apiAs(token).list(ADA).isProblem(ProblemType.PERMISSION_REQUIRED);
		assertThat(response.detail()).contains(permission);
	}

}
