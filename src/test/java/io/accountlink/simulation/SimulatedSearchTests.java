package io.accountlink.simulation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users by e-mail address, which are up to date, and the search by identity, which may
 * lag.
 */
class SimulatedSearchTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String GOOGLE_BODY = "{\"provider\":\"google-oauth2\",\"user_id\":\"7\"}";

	private static final Duration LAG = Duration.ofSeconds(10);

	private static final MovableClock CLOCK = MovableClock.stoppedNow();

	private static SimulatedAuth0 auth0;

	private static ManagementClient client;

	@BeforeAll
	static void start() {
		auth0 = SimulatedAuth0.start(CLOCK);
		client = new ManagementClient(auth0);
	}

	@AfterEach
	void reset() {
		auth0.reset();
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@Test
	void usersAreFoundByTheirOwnAddressInOrderOfInsertion() throws IOException {
		auth0.has(account("github|5").withEmail("ada@example.com"), account("auth0|bob").withEmail("bob@example.com"),
				account(ADA).withEmail("ada@example.com"));
		auth0.has(account("auth0|eve").withIdentity(identity(GOOGLE).withProfile("email", "ada@example.com")));
		assertThat(userIds(client.byEmail("ada@example.com"))).containsExactly("github|5", ADA);
		assertThat(client.byEmail("nobody@example.com").body()).isEqualTo("[]");
	}

	@Test
	void anAddressIsComparedWithCaseAndAfterDecoding() throws IOException {
		auth0.has(account(ADA).withEmail("Ada+1@example.com"));
		assertThat(userIds(client.byEmail("Ada+1@example.com"))).containsExactly(ADA);
		assertThat(userIds(client.byEmail("ada+1@example.com"))).isEmpty();
		assertThat(userIds(client.get("api/v2/users-by-email?email=Ada+1@example.com"))).isEmpty();
	}

	@Test
	void everyUserHasOnlyTheFieldsAskedFor() throws IOException {
		auth0.has(account(ADA).withEmail("ada@example.com").withUserMetadata("{\"a\":1}"));
		String byEmail = "api/v2/users-by-email?email=ada@example.com&fields=";
		assertThat(client.get(byEmail + "user_id,email_verified&include_fields=true").body())
			.isEqualTo("[{\"user_id\":\"auth0|ada\",\"email_verified\":true}]");
		assertThat(client.get(byEmail + "identities,user_metadata,created_at,updated_at&include_fields=false").body())
			.isEqualTo("[{\"user_id\":\"auth0|ada\",\"email\":\"ada@example.com\",\"email_verified\":true}]");
		assertRefused(client.get(byEmail + "shoe_size"));
		assertThat(client.get(searchPath(ADA) + "&fields=user_id").body()).isEqualTo("[{\"user_id\":\"auth0|ada\"}]");
	}

	@Test
	void anAddressIsRequired() throws IOException {
		assertRefused(client.get("api/v2/users-by-email"));
		assertRefused(client.byEmail(""));
	}

	@Test
	void bothNeedTheScopeOfReads() throws IOException {
		ManagementClient other = new ManagementClient(auth0)
			.with(auth0.tokens().managementToken().with("scope", "update:users").compact());
		assertThat(other.byEmail("ada@example.com").statusCode()).isEqualTo(403);
		assertThat(other.search(query(ADA)).statusCode()).isEqualTo(403);
	}

	@Test
	void usersAreFoundByAnyIdentity() throws IOException {
		auth0.has(account(ADA).withIdentity(GOOGLE), account("auth0|bob"));
		assertThat(userIds(search(GOOGLE))).containsExactly(ADA);
		assertThat(userIds(search(ADA))).containsExactly(ADA);
		assertThat(search("github|7").body()).isEqualTo("[]");
	}

	@Test
	void theTermsComeInEitherOrder() throws IOException {
		auth0.has(account(ADA));
		assertThat(userIds(client.search("identities.provider:\"auth0\" AND identities.user_id:\"ada\"")))
			.containsExactly(ADA);
	}

	@Test
	void theTermsMayMatchDifferentIdentities() throws IOException {
		auth0.has(account("google-oauth2|1").withIdentity("github|7"), account(GOOGLE));
		assertThat(userIds(search(GOOGLE))).containsExactly("google-oauth2|1", GOOGLE);
	}

	@Test
	void quotesAndBackslashesAreEscaped() throws IOException {
		auth0.has(account("samlp|acme|a\"b\\c d+e"));
		assertThat(userIds(search("samlp|acme|a\\\"b\\\\c d+e"))).containsExactly("samlp|acme|a\"b\\c d+e");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ada", "identities.user_id:\"7\"", "identities.user_id:\"7\" AND blocked:true",
			"identities.user_id:\"7\" AND identities.user_id:\"8\"",
			"identities.user_id:\"7\" OR identities.provider:\"auth0\"",
			"identities.user_id:7 AND identities.provider:auth0",
			"identities.user_id:\"a\"b\" AND identities.provider:\"auth0\"",
			"identities.user_id:\"a\\\" AND identities.provider:\"auth0\"",
			"identities.user_id:\"a\\b\" AND identities.provider:\"auth0\"",
			"identities.user_id:\"7\" AND identities.provider:\"auth0\" AND identities.provider:\"auth0\"" })
	void otherQueriesAreRefused(String query) throws IOException {
		assertRefused(client.search(query));
	}

	@Test
	void otherSearchEnginesAreRefused() throws IOException {
		assertRefused(client.get(searchPath(ADA).replace("=v3", "=v2")));
		assertRefused(client.get(searchPath(ADA).replace("search_engine=v3&", "")));
		assertRefused(client.get("api/v2/users?search_engine=v3"));
	}

	@Test
	void theSearchIsUpToDateByDefault() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		client.link(ADA, GOOGLE_BODY);
		assertThat(userIds(search(GOOGLE))).containsExactly(ADA);
	}

	@Test
	void aLaggingSearchFindsALinkedAccountUnderItsOldIdUntilTheLagIsOver() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		auth0.searchLagsBy(LAG);
		client.link(ADA, GOOGLE_BODY);
		assertThat(search(GOOGLE).body()).isEqualTo("[" + Json.write(account(GOOGLE).json()) + "]");
		CLOCK.advance(LAG.minusMillis(1));
		assertThat(userIds(search(GOOGLE))).containsExactly(GOOGLE);
		CLOCK.advance(Duration.ofMillis(1));
		assertThat(userIds(search(GOOGLE))).containsExactly(ADA);
	}

	@Test
	void aLaggingSearchFindsAnUnlinkedIdentityInItsOldAccount() throws IOException {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		auth0.searchLagsBy(LAG);
		unlink();
		assertThat(userIds(search(GOOGLE))).containsExactly(ADA);
		CLOCK.advance(LAG);
		assertThat(userIds(search(GOOGLE))).containsExactly(GOOGLE);
	}

	@Test
	void aLaggingSearchPassesThroughEveryState() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		auth0.searchLagsBy(LAG);
		client.link(ADA, GOOGLE_BODY);
		CLOCK.advance(Duration.ofSeconds(4));
		unlink();
		assertThat(userIds(search(GOOGLE))).containsExactly(GOOGLE);
		CLOCK.advance(Duration.ofSeconds(6));
		assertThat(userIds(search(GOOGLE))).containsExactly(ADA);
		CLOCK.advance(Duration.ofSeconds(4));
		assertThat(userIds(search(GOOGLE))).containsExactly(GOOGLE);
	}

	@Test
	void readsAndLooksByAddressDoNotLag() throws IOException {
		auth0.searchLagsBy(LAG);
		auth0.has(account(ADA).withEmail("ada@example.com"));
		client.patch(ADA, "{\"user_metadata\":{\"a\":1}}");
		assertThat(client.read(ADA).body()).contains("\"user_metadata\":{\"a\":1}");
		assertThat(client.byEmail("ada@example.com").body()).contains("\"user_metadata\":{\"a\":1}");
		assertThat(userIds(search(ADA))).isEmpty();
	}

	@Test
	void aResetEndsTheLag() throws IOException {
		auth0.searchLagsBy(LAG);
		auth0.reset();
		auth0.has(account(ADA));
		assertThat(userIds(search(ADA))).containsExactly(ADA);
	}

	private static void unlink() throws IOException {
		client.unlink(ADA, "google-oauth2", "7");
	}

	private static HttpResponse<String> search(String accountId) throws IOException {
		return client.search(query(accountId));
	}

	private static String searchPath(String accountId) {
		return ManagementClient.searchPath(query(accountId));
	}

	private static String query(String accountId) {
		String[] parts = accountId.split("\\|", 2);
		return "identities.user_id:\"%s\" AND identities.provider:\"%s\"".formatted(parts[1], parts[0]);
	}

	private static void assertRefused(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(Json.read(answer.body()).path("errorCode").asString()).isEqualTo("invalid_query_string");
	}

	private static List<String> userIds(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return Json.read(answer.body()).valueStream().map((user) -> user.path("user_id").asString()).toList();
	}

}
