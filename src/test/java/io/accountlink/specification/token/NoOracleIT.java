package io.accountlink.specification.token;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
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

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * No oracle: responses do not reveal which accounts exist, or why a token is invalid.
 */
class NoOracleIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String EXISTS = "auth0|bob";

	private static final String DOES_NOT = "auth0|bop";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(EXISTS).withIdentity("github|7"));
	}

	static Stream<Arguments> requests() {
		return Stream.of(request("list", (api, id) -> api.list(id)),
				request("unlink", (api, id) -> api.unlink(id, "github", "7")),
				request("link by reference", (api, id) -> api.link(id, "github", "8")),
				request("link by ID token", (api, id) -> api.link(id, idToken("google-oauth2|7"))),
				request("link to itself", (api, id) -> api.link(id, idToken(id))));
	}

	private static Arguments request(String name, Request request) {
		return argumentSet(name, request);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void somebodyElsesAccountLooksTheSameWhetherItExistsOrNot(Request request) {
		Response one = request.on(apiAs(user(ADA)), EXISTS).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		Response other = request.on(apiAs(user(ADA)), DOES_NOT).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		assertThat(lasting(one.body())).isEqualTo(lasting(other.body()));
		auth0.received(0, Operation.READ);
		auth0.receivedNoWrites();
	}

	@Test
	void itTakesTheSameTimeWhetherItExistsOrNot() {
		auth0.delaysResponses(Duration.ofMillis(300));
		List<Long> existing = new ArrayList<>();
		List<Long> missing = new ArrayList<>();
		for (int request = 0; request < 41; request++) {
			existing.add(nanos(() -> apiAs(user(ADA)).list(EXISTS)));
			missing.add(nanos(() -> apiAs(user(ADA)).list(DOES_NOT)));
		}
		long difference = Math.abs(median(existing) - median(missing));
		assertThat(difference).as("difference of the medians in nanoseconds").isLessThan(100_000_000);
	}

	static Stream<Arguments> tokens() {
		return Stream.of(token("forged", user(ADA).signedByAnotherKey().compact()),
				token("expired", user(ADA).expired().compact()),
				token("of another tenant", user(ADA).from("https://evil.example/").compact()),
				token("of another audience", user(ADA).forAudience("https://other.example/").compact()),
				token("of an account that isn't there", user(DOES_NOT).expired().compact()), token("no JWT", "a.b.c"),
				token("an ID token", idToken(ADA).compact()),
				token("a Management API token", auth0.tokens().managementToken().compact()));
	}

	private static Arguments token(String name, String token) {
		return argumentSet(name, token);
	}

	@ParameterizedTest
	@MethodSource("tokens")
	void everyTokenIsRefusedInTheSameWords(String token) {
		Response refused = api().with("Authorization", "Bearer " + token).list(ADA);
		Response forged = apiAs(user(EXISTS).signedByAnotherKey()).list("me");
		refused.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(lasting(refused.body())).isEqualTo(lasting(forged.body()));
		assertThat(refused.header("WWW-Authenticate")).isEqualTo(forged.header("WWW-Authenticate"))
			.get()
			.asString()
			.startsWith("Bearer error=\"invalid_token\", resource_metadata=\"");
	}

	@Test
	void aRefusalReflectsNothingOfTheRequest() {
		Response refused = api().with("Authorization", "Bearer marked.marked.marked")
			.with("X-Marked", "marked")
			.with("User-Agent", "marked")
			.with("Content-Type", "application/json")
			.send("POST", "/accounts/marked%7Cmarked/link?marked=marked",
					BodyPublishers.ofString("{\"marked\":\"marked\"}"));
		refused.isProblem(ProblemType.UNAUTHENTICATED).doesNotContain("marked");
	}

	@Test
	void whoOwnsAnIdentityIsNeverSaid() {
		auth0.has(account("auth0|carol"));
		Response refused = apiAs(machine()).link("auth0|carol", "github", "7");
		refused.isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT).doesNotContain("bob");
	}

	@Test
	void anIdTokenOfAnAccountThatIsNotThereIsRefusedWithoutItsName() {
		Response refused = apiAs(user(ADA)).link("me", idToken("google-oauth2|marked"));
		refused.isProblem(ProblemType.SECONDARY_NOT_FOUND).doesNotContain("marked");
	}

	static Stream<Arguments> states() {
		return Stream.of(state("verified", (account) -> account.withEmail("marked@example.com")),
				state("unverified", (account) -> account.withProfile("email", "marked@example.com")),
				state("blocked", Account::blocked),
				state("another connection", (account) -> account.whoseLogin((login) -> login.inConnection("marked"))));
	}

	private static Arguments state(String name, UnaryOperator<Account> change) {
		return argumentSet(name, change);
	}

	@ParameterizedTest
	@MethodSource("states")
	void aStrangerLearnsNothingAboutTheStateOfAnAccount(UnaryOperator<Account> change) {
		auth0.has(change.apply(account(EXISTS)));
		for (Token stranger : List.of(user(ADA), user(ADA).with("act", Map.of("sub", "support")),
				auth0.tokens().accessToken().of("anon@7"), user(EXISTS).with("sub_profile", "ai_agent"))) {
			Response one = apiAs(stranger).link(EXISTS, idToken("google-oauth2|7"));
			Response other = apiAs(stranger).link(DOES_NOT, idToken("google-oauth2|7"));
			assertThat(lasting(one.body())).isEqualTo(lasting(other.body()));
			assertThat(one.status()).isEqualTo(403);
		}
		Response one = apiAs(user(ADA)).link("me", idToken(EXISTS).withoutLogin());
		Response other = apiAs(user(ADA)).link("me", idToken(DOES_NOT).withoutLogin());
		assertThat(lasting(one.body())).isEqualTo(lasting(other.body()));
		auth0.received(0, Operation.READ);
		auth0.receivedNoWrites();
	}

	@Test
	void whoProvedBothAccountsLearnsWhichIsAtFaultAndNoAddress() {
		auth0.has(account(ADA), account(EXISTS).withProfile("email", "marked@example.com"));
		apiAs(user(ADA)).link("me", idToken(EXISTS))
			.isProblem(ProblemType.EMAIL_UNVERIFIED)
			.doesNotContain("marked")
			.doesNotContain("bob");
		apiAs(user(EXISTS)).link("me", idToken(ADA))
			.isProblem(ProblemType.PRIMARY_EMAIL_UNVERIFIED)
			.doesNotContain("marked")
			.doesNotContain("bob");
		auth0.has(account(EXISTS).withEmail("marked@example.com").blocked());
		apiAs(user(ADA)).link("me", idToken(EXISTS))
			.isProblem(ProblemType.ACCOUNT_BLOCKED)
			.doesNotContain("marked")
			.doesNotContain("bob");
	}

	private static long nanos(Runnable request) {
		long start = System.nanoTime();
		request.run();
		return System.nanoTime() - start;
	}

	private static long median(List<Long> times) {
		return times.stream().sorted().toList().get(times.size() / 2);
	}

	// Every occurrence has a different instance and trace_id.
	private static Map<String, Object> lasting(String problem) {
		Function<String, Object> member = (name) -> Response.tree(problem).path(name).asString();
		return Map.of("type", member.apply("type"), "title", member.apply("title"), "detail", member.apply("detail"),
				"code", member.apply("code"), "members", List.copyOf(Response.tree(problem).propertyNames()));
	}

	/**
	 * Request about an account.
	 */
	interface Request {

		Response on(Api api, String account);

	}

}
