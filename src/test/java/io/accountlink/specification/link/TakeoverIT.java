package io.accountlink.specification.link;

import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts to take over an account, each told with its attacker, Eve, and the person
 * whose account it is, Ada. {@code docs/threats.md} tells the same.
 */
@TestPropertySource(properties = "link.permissions.claim=permissions")
class TakeoverIT extends Specification {

	private static final String ME = "me";

	private static final String ADAS_ADDRESS = "ada@example.com";

	private static final String EVES_GOOGLE = "google-oauth2|eve";

	private static final String ADAS_GOOGLE = "google-oauth2|ada";

	private static final String ADA = "auth0|ada";

	@AfterEach
	void nothingWasWritten() {
		auth0.receivedNoWrites();
	}

	/**
	 * Eve signs up with Ada's address before Ada does, links her own Google login, and
	 * waits until Ada resets the password of "her" account.
	 */
	@Test
	void anAccountThatIsPreparedForSomebodyElseGetsNoSecondLogin() {
		String prepared = "auth0|prepared";
		auth0.has(account(prepared).withProfile("email", ADAS_ADDRESS).withProfile("email_verified", false),
				account(EVES_GOOGLE).withEmail("eve@example.com"));
		Response refused = apiAs(member(prepared)).link(ME, idToken(EVES_GOOGLE));
		assertThat(refused.isProblem(ProblemType.PRIMARY_EMAIL_UNVERIFIED).detail()).contains("e-mail address")
			.doesNotContain(ADAS_ADDRESS);
	}

	/**
	 * The mirror: Eve links the prepared account into her own, so that Ada's next login
	 * with her address leads to Eve's.
	 */
	@Test
	void anAccountThatIsPreparedForSomebodyElseIsNotMovedEither() {
		String prepared = "auth0|prepared";
		auth0.has(account(EVES_GOOGLE).withEmail("eve@example.com"),
				account(prepared).withProfile("phone_number", "+15550100").withProfile("phone_verified", false));
		Response refused = apiAs(member(EVES_GOOGLE)).link(ME, idToken(prepared));
		assertThat(refused.isProblem(ProblemType.EMAIL_UNVERIFIED).detail()).contains("phone number")
			.doesNotContain("5550100");
	}

	/**
	 * Eve fills the metadata of the prepared account until it can't be read, so that its
	 * address would not be looked at.
	 */
	@Test
	void anAccountThatIsTooLargeToReadIsStillLookedAt() {
		String prepared = "auth0|prepared";
		Account inflated = account(prepared).withProfile("email", ADAS_ADDRESS)
			.withUserMetadata("{\"big\":\"" + "x".repeat(300_000) + "\"}");
		auth0.has(inflated, account(EVES_GOOGLE));
		apiAs(member(prepared)).link(ME, idToken(EVES_GOOGLE)).isProblem(ProblemType.PRIMARY_EMAIL_UNVERIFIED);
		apiAs(member(EVES_GOOGLE)).link(ME, idToken(prepared)).isProblem(ProblemType.EMAIL_UNVERIFIED);
		auth0.has(inflated.withProfile("nickname", "x".repeat(300_000)));
		apiAs(member(prepared)).link(ME, idToken(EVES_GOOGLE)).isProblem(ProblemType.AUTH0_ERROR);
		apiAs(member(EVES_GOOGLE)).link(ME, idToken(prepared)).isProblem(ProblemType.AUTH0_ERROR);
		assertThat(auth0.allCalls(Operation.READ)).as("reads without addresses or without blocked")
			.noneMatch((call) -> call.target().contains("email") || call.target().contains("blocked"));
	}

	/**
	 * Eve works for support and holds a token that was issued to act for Ada.
	 */
	@Test
	void whoeverActsForAdaMakesNothingOfHersTheirOwn() {
		auth0.has(account(ADA).withIdentity(ADAS_GOOGLE), account(EVES_GOOGLE));
		Token lent = member(ADA).with("act", Map.of("sub", "support|eve"));
		apiAs(lent).link(ME, idToken(EVES_GOOGLE)).isProblem(ProblemType.DELEGATION_REFUSED);
		apiAs(lent).preview(ME, idToken(EVES_GOOGLE)).isProblem(ProblemType.DELEGATION_REFUSED);
		apiAs(lent).unlink(ME, "google-oauth2", "ada").isProblem(ProblemType.DELEGATION_REFUSED);
		apiAs(lent).list(ME).isOk();
		Token lentProof = idToken(ADAS_GOOGLE).with("act", Map.of("sub", "support|eve"));
		apiAs(member(EVES_GOOGLE)).link(ME, lentProof).isProblem(ProblemType.ID_TOKEN_INVALID);
	}

	/**
	 * Eve administers an organization that Ada is no member of, and gave herself the role
	 * with {@code link:any_account}.
	 */
	@Test
	void anAdministratorOfAnOrganizationIsNoOperatorOfTheTenant() {
		auth0.has(account(ADA), account(EVES_GOOGLE));
		Token ofOrganization = operator().with("org_id", "org_1");
		Response refused = apiAs(ofOrganization).link(ADA, "google-oauth2", "eve");
		assertThat(refused.isProblem(ProblemType.PERMISSION_REQUIRED).detail()).contains("organization");
		apiAs(ofOrganization.withRolePermission("link:own_account")).list(ADA).isProblem(ProblemType.NOT_OWN_ACCOUNT);
	}

	/**
	 * Eve finds a browser in which Ada is still logged in. A silent login and a refresh
	 * token give her new ID tokens.
	 */
	@Test
	void aBrowserThatIsLeftLoggedInProvesNothing() {
		auth0.has(account(EVES_GOOGLE), account(ADA));
		Response refused = apiAs(member(EVES_GOOGLE)).link(ME, idToken(ADA).withoutLogin());
		assertThat(refused.isProblem(ProblemType.ID_TOKEN_INVALID).detail()).contains("auth_time", "max_age");
	}

	/**
	 * Eve's account was blocked. She moves her login to another account, or takes it out
	 * as an account without the block.
	 */
	@Test
	void aBlockSurvivesLinkAndUnlink() {
		auth0.has(account(EVES_GOOGLE).withIdentity("github|eve").blocked(), account("auth0|new"));
		apiAs(member("auth0|new")).link(ME, idToken(EVES_GOOGLE)).isProblem(ProblemType.ACCOUNT_BLOCKED);
		apiAs(member(EVES_GOOGLE)).link(ME, idToken("auth0|new")).isProblem(ProblemType.ACCOUNT_BLOCKED);
		apiAs(member(EVES_GOOGLE)).unlink(ME, "github", "eve").isProblem(ProblemType.ACCOUNT_BLOCKED);
	}

	/**
	 * Eve is an agent, or an anonymous visitor, whose token has a subject without a pipe.
	 */
	@Test
	void whoIsNoMachineIsNotTakenForOne() {
		auth0.has(account(ADA));
		Token visitor = operator().of("anon@0b5e8a1c-2f3d-4c5b-9a87-1234567890ab");
		apiAs(visitor).link(ADA, "google-oauth2", "eve").isProblem(ProblemType.CALLER_REFUSED);
		Token agent = operator().with("sub_profile", "ai_agent");
		apiAs(agent).link(ADA, "google-oauth2", "eve").isProblem(ProblemType.CALLER_REFUSED);
	}

	private static Token member(String subject) {
		return auth0.tokens().accessToken().of(subject).withRolePermission("link:own_account");
	}

	private static Token operator() {
		return auth0.tokens().accessToken().of("waad|staff|eve").withRolePermission("link:any_account");
	}

}
