package io.accountlink.specification.suggestion;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Situations;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.RunningInstance;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Suggestions: other accounts with the same verified e-mail address.
 */
@TestPropertySource(properties = { "link.deadline=2s",
		"link.suggestion.connections=Username-Password-Authentication, google-oauth2 ,github" })
class SuggestionIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ADDRESS = "ada@example.com";

	private static final String ME = "me";

	@BeforeEach
	void thereIsAnAccount() {
		auth0.has(account(ADA).withEmail(ADDRESS));
	}

	@Test
	void aMachineSeesTheAccountsByTheirFirstIdentity() {
		auth0.has(account(GOOGLE).withEmail(ADDRESS).withIdentity("github|9"), account("github|5").withEmail(ADDRESS));
		assertThat(apiAs(machine()).suggestions(ADA).isOk().json()).isEqualTo(Response.tree("""
				{"account_id": "auth0|ada", "suggestions": [
				  {"account_id": "google-oauth2|7", "provider": "google-oauth2", "user_id": "7",
				   "connection": "google-oauth2", "is_social": true},
				  {"account_id": "github|5", "provider": "github", "user_id": "5", "connection": "github",
				   "is_social": true}]}"""));
		auth0.received(1, Operation.READ);
		auth0.received(1, Operation.BY_EMAIL);
		auth0.received(0, Operation.SEARCH);
		auth0.receivedNoWrites();
	}

	@Test
	void aUserSeesWithWhichLoginToProveEachAndEqualOnesOnce() {
		auth0.has(account(GOOGLE).withEmail(ADDRESS), account("google-oauth2|8").withEmail(ADDRESS),
				account("github|5").withEmail(ADDRESS));
		Response response = apiAs(user(ADA)).suggestions(ME).isOk();
		assertThat(response.json()).isEqualTo(Response.tree("""
				{"account_id": "auth0|ada", "suggestions": [
				  {"provider": "google-oauth2", "connection": "google-oauth2", "is_social": true},
				  {"provider": "github", "connection": "github", "is_social": true}]}"""));
		response.doesNotContain(ADDRESS);
	}

	static Stream<Account> accountsWithoutAVerifiedAddress() {
		return Stream.of(account(ADA), account(ADA).withProfile("email", ADDRESS),
				account(ADA).withEmail(ADDRESS).withProfile("email_verified", false),
				account(ADA).withEmail(ADDRESS).withProfile("email_verified", "true").undescribed(),
				account(ADA).withEmail(""));
	}

	@ParameterizedTest
	@MethodSource("accountsWithoutAVerifiedAddress")
	void anAccountWithoutAVerifiedAddressHasNoSuggestion(Account account) {
		auth0.has(account, account(GOOGLE).withEmail(ADDRESS));
		assertNone(ADA);
		auth0.received(1, Operation.READ);
		auth0.received(0, Operation.BY_EMAIL);
	}

	@ParameterizedTest
	@MethodSource("accountsThatDoNotCount")
	void whatDoesNotCount(Account other) {
		auth0.has(other);
		assertNone(ADA);
		auth0.received(1, Operation.BY_EMAIL);
	}

	static Stream<Arguments> accountsThatDoNotCount() {
		return Stream.of(
				argumentSet("unverified", account(GOOGLE).withEmail(ADDRESS).withProfile("email_verified", false)),
				argumentSet("nothing said", account(GOOGLE).withProfile("email", ADDRESS)),
				argumentSet("blocked", account(GOOGLE).withEmail(ADDRESS).blocked()),
				argumentSet("untrusted connection", account("oidc|7").withEmail(ADDRESS)),
				argumentSet("untrusted database",
						account("auth0|7").withEmail(ADDRESS).whoseLogin((login) -> login.inConnection("imported"))),
				argumentSet("trusted connection of a second identity only",
						account("oidc|7").withEmail(ADDRESS).withIdentity("github|7")),
				argumentSet("address of a second identity only",
						account(GOOGLE).withIdentity(identity("github|7").withProfile("email", ADDRESS)
							.withProfile("email_verified", true))),
				argumentSet("capitals there only", account(GOOGLE).withEmail("Ada@example.com")));
	}

	@Test
	void anAccountOfAnUntrustedConnectionHasNoSuggestion() {
		auth0.has(account("oidc|evil").withEmail(ADDRESS), account(GOOGLE).withEmail(ADDRESS));
		assertNone("oidc|evil");
		auth0.received(1, Operation.READ);
		auth0.received(0, Operation.BY_EMAIL);
	}

	private void assertNone(String account) {
		assertThat(apiAs(machine()).suggestions(account).isOk().json().get("suggestions").isEmpty()).isTrue();
	}

	@Test
	void capitalsAreLookedUpAsTheyAreAndInLowerCase() {
		auth0.has(account(GOOGLE).withEmail("Ada@Example.com"), account("github|5").withEmail("ada@example.com"),
				account("github|6").withEmail("ADA@example.com"));
		assertSuggested(GOOGLE, ADA, "github|5");
		auth0.received(2, Operation.BY_EMAIL);
	}

	@Test
	void otherLettersThanAToZKeepTheirCase() {
		String kelvin = "\u212Aim@example.com";
		auth0.has(account(GOOGLE).withEmail(kelvin), account("github|5").withEmail("kim@example.com"),
				account("github|6").withEmail(kelvin));
		assertSuggested(GOOGLE, "github|6");
		auth0.received(1, Operation.BY_EMAIL);
		auth0.has(account(ADA).withEmail("\u0130X@example.com"), account("github|7").withEmail("\u0130x@example.com"),
				account("github|8").withEmail("i\u0307x@example.com"));
		assertSuggested(ADA, "github|7");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a+b@example.com", "a&b@example.com", "o'hara@example.com", "a%2Bb@example.com",
			"a=b?#@example.com", "\"a b\"@example.com", "ädа@exämple.com", "{id}@example.com" })
	void anyAddressIsLookedUpAsItIs(String address) {
		auth0.has(account(ADA).withEmail(address), account(GOOGLE).withEmail(address));
		assertSuggested(ADA, GOOGLE);
	}

	private void assertSuggested(String account, String... others) {
		List<String> ids = apiAs(machine()).suggestions(account)
			.isOk()
			.json()
			.get("suggestions")
			.valueStream()
			.map((suggestion) -> suggestion.get("account_id").asString())
			.toList();
		assertThat(ids).containsExactly(others);
	}

	@Test
	void whatIsLinkedAlreadyIsNotSuggested() {
		auth0.has(account(GOOGLE).withEmail(ADDRESS));
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		assertNone(ADA);
	}

	@Test
	void whatIsSuggestedNeedsTheSameProofAsEver() {
		auth0.has(account(GOOGLE).withEmail(ADDRESS));
		assertSuggested(ADA, GOOGLE);
		apiAs(user(ADA)).link(ME, "google-oauth2", "7").isProblem(ProblemType.PROOF_REQUIRED);
	}

	@Test
	void anAccountIsSuggestedOnceWhateverAuth0Answers() {
		auth0.has(account(ADA).withEmail("Ada@example.com"));
		auth0.on(Operation.BY_EMAIL).answers(200, """
				[{"user_id":"github|5","email":"ada@example.com","email_verified":true,
				  "identities":[{"provider":"github","user_id":5,"connection":"github","isSocial":true}]},
				 {"user_id":"github|6","email":"ada@example.com","email_verified":true,"blocked":"yes",
				  "identities":[{"provider":"github","user_id":6,"connection":"github","isSocial":true}]},
				 {"user_id":"github|7","email":"ada@example.com","email_verified":true,"identities":[]},
				 {"user_id":"github|8","email":"ada@example.com","email_verified":true,
				  "identities":[{"provider":"google-oauth2","user_id":8,"connection":"google-oauth2"}]},
				 {"user_id":"github|9","email":"ada@example.com","email_verified":true,
				  "identities":[{"provider":"github","user_id":9,"connection":"github"},null]},
				 {"user_id":"nobody"},{},null]""");
		assertSuggested(ADA, "github|5");
	}

	@Test
	void onlyWhoMayListTheIdentitiesMayAsk() {
		apiAs(user("auth0|eve")).suggestions(ADA).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(auth0.tokens().accessToken().of(ADA)).suggestions(ME).isProblem(ProblemType.PERMISSION_REQUIRED);
		api().suggestions(ADA).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(machine()).suggestions(ME).isProblem(ProblemType.INVALID_REQUEST);
		auth0.received(0, Operation.READ);
	}

	@Test
	void anUnknownAccountIsNotFound() {
		apiAs(machine()).suggestions("auth0|nobody").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
	}

	static Stream<Arguments> failures() {
		return Stream.of(failure(ProblemType.AUTH0_ERROR, (call) -> call.failsWith(500)),
				failure(ProblemType.AUTH0_ERROR, (call) -> call.answers(200, "{}")),
				failure(ProblemType.AUTH0_ERROR, (call) -> call.answers(200, "")),
				failure(ProblemType.AUTH0_TIMEOUT, Situations::ignoresTheCall),
				failure(ProblemType.AUTH0_BUSY, (call) -> call.limitsRequestsFor(Duration.ofMinutes(1))),
				failure(ProblemType.AUTH0_MISCONFIGURED,
						(call) -> call.answers(403, "{\"statusCode\":403,\"errorCode\":\"insufficient_scope\"}")));
	}

	private static Arguments failure(ProblemType problem, Consumer<Situations> situation) {
		return argumentSet(problem.code(), problem, situation);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aFailureIsNoEmptyList(ProblemType problem, Consumer<Situations> situation) {
		situation.accept(auth0.on(Operation.BY_EMAIL));
		try (AuditTrail trail = AuditTrail.begin()) {
			Response response = apiAs(user(ADA)).suggestions(ME).isProblem(problem);
			response.doesNotContain(ADDRESS);
			assertThat(trail.lines(0)).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "google-oauth2, 1", "' google-oauth2 ', 1", "google, 0", "Google-OAuth2, 0", "'', 0" })
	void aConnectionIsTrustedByItsName(String connections, int expected) {
		try (SimulatedAuth0 tenant = SimulatedAuth0.start(clock);
				RunningInstance instance = RunningInstance.start(tenant,
						Map.of("link.suggestion.connections", connections))) {
			tenant.has(account(GOOGLE).withEmail(ADDRESS), account("google-oauth2|8").withEmail(ADDRESS));
			Response response = instance.apiAs(tenant.tokens().machineToken("batch").withPermission("link:any_account"))
				.suggestions(GOOGLE)
				.isOk();
			assertThat(response.json().get("suggestions").size()).isEqualTo(expected);
			tenant.received(connections.isEmpty() ? 0 : 1, Operation.READ);
		}
	}

	@Test
	void withoutTrustedConnectionsAuth0IsNotAsked() {
		try (SimulatedAuth0 tenant = SimulatedAuth0.start(clock);
				RunningInstance instance = RunningInstance.start(tenant, Map.of())) {
			Response response = instance.apiAs(tenant.tokens().machineToken("batch").withPermission("link:any_account"))
				.suggestions("auth0|nobody")
				.isOk();
			assertThat(response.json())
				.isEqualTo(Response.tree("{\"account_id\":\"auth0|nobody\",\"suggestions\":[]}"));
			tenant.received(0, Operation.READ);
			tenant.received(0, Operation.BY_EMAIL);
		}
	}

}
