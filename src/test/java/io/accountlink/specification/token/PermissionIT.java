package io.accountlink.specification.token;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.accountlink.access.AccountRequest;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Authorization by permissions in the claim {@code scope}.
 */
class PermissionIT extends Specification {

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
	void aMachineIsItsOwnClientInEitherForm() {
		apiAs(machine().of("batch")).list(ADA).isOk();
		apiAs(machine().ofTheRfc9068Profile()).list(ADA).isOk();
		apiAs(machine().of("batch").ofTheRfc9068Profile()).list(ADA).isOk();
		apiAs(machine().with("sub_profile", "client")).list(ADA).isOk();
	}

	static Stream<Arguments> others() {
		return Stream.of(
				other("an anonymous visitor", (token) -> token.of("anon@0b5e8a1c-2f3d-4c5b-9a87-1234567890ab")),
				other("a name of its own", (token) -> token.of("agt_1234")),
				other("another client", (token) -> token.of("other@clients")),
				other("a suffix alone", (token) -> token.of("@clients")),
				other("no client", (token) -> token.without("azp")),
				other("the client in other letters", (token) -> token.of("Batch@clients")),
				other("client_id beside azp", (token) -> token.of("other").with("client_id", "other")),
				other("an agent", (token) -> token.with("sub_profile", "ai_agent")),
				other("an agent with an account's id",
						(token) -> token.of(ADA).withPermission("link:own_account").with("sub_profile", "ai_agent")),
				other("a user whose profile is no text",
						(token) -> token.of(ADA).withPermission("link:own_account").with("sub_profile", 1)));
	}

	private static Arguments other(String name, UnaryOperator<Token> change) {
		return argumentSet(name, change);
	}

	@ParameterizedTest
	@MethodSource("others")
	void whoIsNeitherUserNorMachineIsRefusedWhateverTheTokenPermits(UnaryOperator<Token> change) {
		Api caller = apiAs(change.apply(machine()).withRolePermission("link:any_account"));
		caller.list(ADA).isProblem(ProblemType.CALLER_REFUSED);
		caller.list("me").isProblem(ProblemType.CALLER_REFUSED);
		caller.link(ADA, "github", "7").isProblem(ProblemType.CALLER_REFUSED);
		caller.link(ADA, Map.of("unknown", "member")).isProblem(ProblemType.CALLER_REFUSED);
		caller.unlink(ADA, "github", "7").isProblem(ProblemType.CALLER_REFUSED);
		auth0.received(0, Operation.READ);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"org_1\"", "\"\"", "null", "false", "{}" })
	void insideAnOrganizationTheRightOverAnyAccountDoesNotCount(String organization) {
		Token machine = machine().with("org_id", Response.tree(organization));
		assertThat(apiAs(machine).list(ADA).isProblem(ProblemType.PERMISSION_REQUIRED).detail())
			.contains("link:any_account", "organization");
		apiAs(machine).link(ADA, "github", "7").isProblem(ProblemType.PERMISSION_REQUIRED);
		Token member = user(ADA).with("org_id", Response.tree(organization));
		apiAs(member).link("me", idToken(GITHUB)).isCreated();
		apiAs(member).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
	}

	@Test
	void aUserWithTheProfileOfAUserIsOne() {
		apiAs(user(ADA).with("sub_profile", "user")).list("me").isOk();
	}

	@Test
	void whoeverMayNotTouchTheAccountIsToldSoBeforeTheBodyIsRead() {
		apiAs(user(ADA)).link(BOB, Map.of()).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(user(ADA)).link(BOB, Map.of("unknown", "member")).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(auth0.tokens().accessToken().of(ADA)).preview(ADA, Map.of()).isProblem(ProblemType.PERMISSION_REQUIRED);
		apiAs(auth0.tokens().machineToken("batch")).list("me").isProblem(ProblemType.PERMISSION_REQUIRED);
		apiAs(user(ADA)).link("me", Map.of()).isProblem(ProblemType.INVALID_REQUEST);
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
	void theOtherClaimCountsForMachinesOnly() {
		lacks(auth0.tokens().accessToken().of(ADA).withRolePermission("link:own_account"), "link:own_account");
		apiAs(auth0.tokens().machineToken("batch").withRolePermission("link:any_account")).list(ADA).isOk();
		Token own = user(ADA).withRolePermission("link:any_account");
		apiAs(own).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
	}

	@Test
	void noHandlerIsReachedWithoutTheDecisionAboutCallerAndAccount(
			@Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
		List<Method> ours = handlers.getHandlerMethods()
			.values()
			.stream()
			.map(HandlerMethod::getMethod)
			.filter((method) -> method.getDeclaringClass().getPackageName().startsWith("io.accountlink."))
			.toList();
		assertThat(ours).hasSizeGreaterThan(5)
			.allSatisfy((method) -> assertThat(method.getParameterTypes()).startsWith(AccountRequest.class));
	}

	private void lacks(Token token, String permission) {
		Response response = apiAs(token).list(ADA).isProblem(ProblemType.PERMISSION_REQUIRED);
		assertThat(response.detail()).contains(permission);
	}

}
