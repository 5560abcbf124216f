package io.accountlink.specification.account;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Situations;
import io.accountlink.support.Faults;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Where an account went: the account that an id leads to today.
 */
@TestPropertySource(properties = "link.deadline=2s")
class AccountLookupIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String BOB = "auth0|bob";

	private static final String GOOGLE = "google-oauth2|7";

	@BeforeEach
	void thereAreAccounts() {
		auth0.has(account(ADA).withEmail("ada@example.com"), account(BOB), account(GOOGLE));
	}

	@Test
	void anAccountLeadsToItselfWithOneRead() {
		Response found = apiAs(machine()).find(ADA).isOk().hasIdentities(ADA);
		assertThat(found.json().get("account_id").asString()).isEqualTo(ADA);
		assertThat(found.json().at("/identities/0/profile/email").asString()).isEqualTo("ada@example.com");
		auth0.received(1, Operation.READ);
		auth0.received(0, Operation.SEARCH);
	}

	@Test
	void anAccountThatWasLinkedLeadsToItsPrimaryWithThreeCalls() {
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		Response found = apiAs(machine()).find(GOOGLE).isOk().hasIdentities(ADA, GOOGLE);
		assertThat(found.json().get("account_id").asString()).isEqualTo(ADA);
		assertThat(found.json()).isEqualTo(apiAs(machine()).list(ADA).json());
		auth0.receivedOf(1, Operation.READ, GOOGLE);
		auth0.received(1, Operation.SEARCH);
		auth0.receivedOf(2, Operation.READ, ADA);
	}

	@Test
	void anAccountThatWasLinkedTwiceOverLeadsToTheLastOne() {
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		apiAs(machine()).link(BOB, "auth0", "ada").isCreated();
		assertFound(GOOGLE, BOB);
		assertFound(ADA, BOB);
	}

	@Test
	void anAccountThatWasUnlinkedLeadsToItselfAgain() {
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		apiAs(machine()).unlink(ADA, "google-oauth2", "7").isOk();
		assertFound(GOOGLE, GOOGLE);
	}

	private void assertFound(String id, String expected) {
		assertThat(apiAs(machine()).find(id).isOk().json().get("account_id").asString()).isEqualTo(expected);
	}

	@Test
	void anUnknownAccountIsNotFoundAndMayBeNotYet() {
		assertThat(apiAs(machine()).find("auth0|nobody").isProblem(ProblemType.ACCOUNT_NOT_FOUND).detail())
			.contains("may not be found yet");
		auth0.received(1, Operation.READ);
		auth0.received(1, Operation.SEARCH);
	}

	@Test
	void aLinkThatTheSearchDoesNotKnowYetIsNotFoundYet() {
		auth0.searchLagsBy(Duration.ofSeconds(10));
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		assertThat(apiAs(machine()).find(GOOGLE).isProblem(ProblemType.ACCOUNT_NOT_FOUND).detail())
			.contains("may not be found yet");
		clock.advance(Duration.ofSeconds(11));
		assertFound(GOOGLE, ADA);
	}

	@Test
	void aHitThatHoldsTheIdentityNoLongerDoesNotCount() {
		auth0.has(account(ADA).withIdentity(GOOGLE), account("github|1"));
		auth0.searchLagsBy(Duration.ofSeconds(10));
		apiAs(machine()).unlink(ADA, "google-oauth2", "7").isOk();
		apiAs(machine()).link("github|1", "google-oauth2", "7").isCreated();
		apiAs(machine()).find(GOOGLE).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		clock.advance(Duration.ofSeconds(11));
		assertFound(GOOGLE, "github|1");
	}

	@Test
	void aHitThatIsGoneItselfDoesNotCount() {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		Faults.arrange("404", auth0.on(Operation.READ).of(GOOGLE));
		auth0.searchLagsBy(Duration.ofSeconds(10));
		apiAs(machine()).link(BOB, "auth0", "ada").isCreated();
		apiAs(machine()).find(GOOGLE).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.receivedOf(1, Operation.READ, ADA);
	}

	@ParameterizedTest
	@ValueSource(strings = { "oidc|a\"b", "oidc|a\\b", "samlp|corp|a\"x\" OR identities.provider:\"auth0", "oidc|a*b?",
			"samlp|corp|ada+x@example.com", "oidc|a&b'c", "oidc|a%22b", "github|a/b" })
	void anyIdCanBeSearchedFor(String id) {
		auth0.has(account(ADA).withIdentity(id));
		assertFound(id, ADA);
	}

	@Test
	void aNearMissOfTheSearchDoesNotCount() {
		auth0.has(account("google-oauth2|1").withIdentity("github|7"),
				account("auth0|7").withIdentity("google-oauth2|8"));
		apiAs(machine()).link(BOB, "google-oauth2", "7").isCreated();
		assertFound(GOOGLE, BOB);
		auth0.received(2, Operation.READ);
	}

	@Test
	void aNearMissAloneIsNotRead() {
		auth0.has(account("google-oauth2|1").withIdentity("github|9"));
		apiAs(machine()).find("google-oauth2|9").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.received(1, Operation.READ);
	}

	@Test
	void ofSeveralHitsTheFirstTwoAreRead() {
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		auth0.on(Operation.SEARCH).answers(200, hits("auth0|gone", BOB, ADA));
		apiAs(machine()).find(GOOGLE).isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.received(3, Operation.READ);
		auth0.on(Operation.SEARCH).answers(200, hits(BOB, ADA));
		apiAs(machine()).find(GOOGLE).isOk().hasIdentities(ADA, GOOGLE);
		auth0.received(6, Operation.READ);
	}

	private static String hits(String... accounts) {
		return Stream.of(accounts)
			.map((account) -> "{\"user_id\":\"" + account
					+ "\",\"identities\":[{\"provider\":\"google-oauth2\",\"user_id\":\"7\",\"connection\":\"c\"}]}")
			.collect(Collectors.joining(",", "[", "]"));
	}

	@Test
	void aStaleHitOfTheAccountItselfIsSkipped() {
		auth0.on(Operation.SEARCH).answers(200, """
				[{"user_id":"google-oauth2|7","identities":[{"provider":"google-oauth2","user_id":"7"}]},
				 {"user_id":7},{"identities":[]},null,
				 {"user_id":"auth0|ada","identities":[null,{"provider":"auth0","user_id":"ada"},
				  {"provider":"google-oauth2","user_id":7}]}]""");
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		assertFound(GOOGLE, ADA);
	}

	@Test
	void aUserReadsTheirOwnAccountOnly() {
		apiAs(user(ADA)).find("me").isOk().hasIdentities(ADA);
		apiAs(user(ADA)).find(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(user(GOOGLE)).link("me", idToken(ADA)).isCreated();
		assertThat(apiAs(user(ADA)).find("me").isProblem(ProblemType.ACCOUNT_NOT_FOUND).body()).doesNotContain(GOOGLE);
		auth0.received(0, Operation.SEARCH);
	}

	@Test
	void onlyWhoMayListTheIdentitiesMayAsk() {
		apiAs(auth0.tokens().machineToken("batch")).find(GOOGLE).isProblem(ProblemType.PERMISSION_REQUIRED);
		api().find(GOOGLE).isProblem(ProblemType.UNAUTHENTICATED);
		auth0.received(0, Operation.READ);
	}

	static Stream<Arguments> failures() {
		return Stream.of(failure(ProblemType.AUTH0_ERROR, (search) -> search.failsWith(500)),
				failure(ProblemType.AUTH0_ERROR, (search) -> search.answers(200, "{}")),
				failure(ProblemType.AUTH0_ERROR, (search) -> search.answers(400, "{\"statusCode\":400}")),
				failure(ProblemType.AUTH0_ERROR, Situations::sendsTwoMebibytes),
				failure(ProblemType.AUTH0_TIMEOUT, Situations::ignoresTheCall),
				failure(ProblemType.AUTH0_BUSY, (search) -> search.limitsRequestsFor(Duration.ofMinutes(1))),
				failure(ProblemType.AUTH0_MISCONFIGURED,
						(search) -> search.answers(403, "{\"statusCode\":403,\"errorCode\":\"insufficient_scope\"}")));
	}

	private static Arguments failure(ProblemType problem, Consumer<Situations> situation) {
		return argumentSet(problem.code(), problem, situation);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whereTheSearchFailsNothingIsClaimed(ProblemType problem, Consumer<Situations> situation) {
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated();
		situation.accept(auth0.on(Operation.SEARCH));
		apiAs(machine()).find(GOOGLE).isProblem(problem);
	}

	@Test
	void aFailingSearchHindersNoRead() {
		auth0.on(Operation.SEARCH).failsWith(500);
		for (int attempt = 0; attempt < 20; attempt++) {
			apiAs(machine()).find("auth0|nobody");
		}
		apiAs(machine()).find("auth0|nobody").isProblem(ProblemType.AUTH0_UNAVAILABLE);
		apiAs(machine()).find(ADA).isOk();
	}

}
