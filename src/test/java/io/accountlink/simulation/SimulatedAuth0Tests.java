package io.accountlink.simulation;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * State of the simulation and the form of its answers, as Auth0 documents them.
 */
class SimulatedAuth0Tests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	private static final String GOOGLE_BODY = "{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}";

	private static final String BY_EMAIL = "api/v2/users-by-email";

	private static final MovableClock clock = MovableClock.stoppedNow();

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	private static final TestClient client = TestClient.of(auth0);

	@AfterEach
	void reset() {
		auth0.reset();
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@Test
	void aLinkMovesAllIdentitiesAndAnswersWithAllOfThemPrimaryFirst() throws Exception {
		auth0.has(account(ADA).withEmail("ada@example.com"),
				account(GOOGLE).withProfile("name", "Ada L").withIdentity("github|5"));
		HttpResponse<String> answer = client.link(ADA, GOOGLE_BODY);
		assertThat(answer.statusCode()).isEqualTo(201);
		assertThat(answer.body()).isEqualTo("""
				[{"provider":"auth0","user_id":"ada","connection":"Username-Password-Authentication",\
				"isSocial":false,"profileData":{"email":"ada@example.com","email_verified":true}},\
				{"provider":"google-oauth2","user_id":"1234","connection":"google-oauth2",\
				"isSocial":true,"profileData":{"name":"Ada L"}},\
				{"provider":"github","user_id":"5","connection":"github","isSocial":true,"profileData":{}}]""");
		assertThat(client.read(GOOGLE).statusCode()).isEqualTo(404);
	}

	@Test
	void aLinkTakesTheIdTokenOfTheCallingClient() throws Exception {
		auth0.has(account(ADA), account(GOOGLE));
		Token token = auth0.tokens().idToken().of(GOOGLE).forClient(auth0.tenant().client().id());
		assertThat(client.link(ADA, "{\"link_with\":\"" + token + "\"}").statusCode()).isEqualTo(201);
	}

	@Test
	void metadataOfTheSecondaryEndsWithTheLink() throws Exception {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}").withAppMetadata("{\"b\":2}").blocked());
		auth0.has(account(GOOGLE).withUserMetadata("{\"c\":3}").withAppMetadata("{\"d\":4}"));
		client.link(ADA, GOOGLE_BODY);
		assertThat(client.read(ADA).body())
			.endsWith("\"app_metadata\":{\"b\":2},\"blocked\":true,\"user_metadata\":{\"a\":1}}");
		client.unlink(ADA, "google-oauth2", "1234");
		assertThat(json(client.read(GOOGLE)).propertyNames()).containsExactly("user_id", "identities", "created_at",
				"updated_at");
	}

	@Test
	void anUnlinkMakesAnAccountWithTheProfile() throws Exception {
		auth0.has(account(ADA).withIdentity(identity(GOOGLE).withProfile("name", "Ada L")));
		HttpResponse<String> answer = client.unlink(ADA, "google-oauth2", "1234");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(userIds(answer)).containsExactly("ada");
		assertThat(json(client.read(GOOGLE)).path("name").asString()).isEqualTo("Ada L");
	}

	@Test
	void anUnlinkByTheFullIdSucceedsWithoutEffect() throws Exception {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		HttpResponse<String> answer = client.unlink(ADA, "google-oauth2", GOOGLE);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(userIds(answer)).containsExactly("ada", "1234");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"theme":"light"}          | {"theme":"light","home":{"city":"Ulm","zip":1}}
			{"home":{"zip":2}}         | {"theme":"dark","home":{"zip":2}}
			{"home":{"zip":null}}      | {"theme":"dark","home":{"zip":null}}
			{"home":{}}                | {"theme":"dark","home":{}}
			{"home":{"a.b":{"$c":1}}}  | {"theme":"dark","home":{"a.b":{"$c":1}}}
			{"theme":null,"new":[]}    | {"home":{"city":"Ulm","zip":1},"new":[]}
			{"none":null}              | {"theme":"dark","home":{"city":"Ulm","zip":1}}
			{"theme":null,"home":null} | {}
			{}                         | {}
			""")
	void anUpdateMergesAtTheFirstLevelOnly(String change, String merged) throws Exception {
		String metadata = "{\"theme\":\"dark\",\"home\":{\"city\":\"Ulm\",\"zip\":1}}";
		auth0.has(account(ADA).withUserMetadata(metadata).withAppMetadata(metadata));
		client.patch(ADA, "{\"user_metadata\":" + change + "}");
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo(merged);
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo(metadata);
		client.patch(ADA, "{\"app_metadata\":" + change + "}");
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo(merged);
	}

	@Test
	void anUpdateAnswersWithTheWholeUser() throws Exception {
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("name", "Ada").withIdentity(GOOGLE).blocked());
		HttpResponse<String> answer = client.patch(ADA,
				"{\"name\":null,\"given_name\":\"Ada\",\"user_metadata\":{\"a\":1}}");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).propertyNames()).containsExactly("user_id", "email", "email_verified", "given_name",
				"identities", "created_at", "updated_at", "blocked", "user_metadata");
		assertThat(answer.body()).isEqualTo(client.read(ADA).body());
	}

	@Test
	void aReadHasOnlyTheFieldsAskedFor() throws Exception {
		auth0.has(account(ADA).withEmail("ada@example.com").withUserMetadata("{\"a\":1}"));
		String path = "api/v2/users/auth0%7Cada";
		assertThat(client.get(path, Map.of("fields", "user_metadata,blocked")).body())
			.isEqualTo("{\"user_metadata\":{\"a\":1}}");
		assertThat(json(client.get(path, Map.of("fields", "identities,user_metadata", "include_fields", "false")))
			.propertyNames()).containsExactly("user_id", "email", "email_verified", "created_at", "updated_at");
	}

	@Test
	void usersAreFoundByTheirOwnAddressWithItsCase() throws Exception {
		auth0.has(account("github|5").withEmail("Ada+1@example.com"), account(ADA).withEmail("ada+1@example.com"));
		auth0.has(account("auth0|eve").withIdentity(identity(GOOGLE).withProfile("email", "ada+1@example.com")));
		assertThat(userIds(client.get(BY_EMAIL, Map.of("email", "ada+1@example.com")))).containsExactly(ADA);
		assertThat(client.get(BY_EMAIL, Map.of("email", "ADA+1@example.com")).body()).isEqualTo("[]");
	}

	@Test
	void theTermsOfASearchMayMatchDifferentIdentities() throws Exception {
		auth0.has(account("google-oauth2|1").withIdentity("github|a\"b\\c d+e"), account("google-oauth2|a"));
		assertThat(userIds(search("identities.provider:\"google-oauth2\" AND identities.user_id:\"a\\\"b\\\\c d+e\"")))
			.containsExactly("google-oauth2|1");
	}

	@Test
	void theSearchMayLagAndOtherReadsDoNot() throws Exception {
		auth0.has(account(ADA), account(GOOGLE).withEmail("ada@example.com"));
		String query = "identities.user_id:\"1234\" AND identities.provider:\"google-oauth2\"";
		auth0.searchLagsBy(Duration.ofSeconds(10));
		client.link(ADA, GOOGLE_BODY);
		clock.advance(Duration.ofMillis(9_999));
		assertThat(userIds(search(query))).containsExactly(GOOGLE);
		assertThat(client.get(BY_EMAIL, Map.of("email", "ada@example.com")).body()).isEqualTo("[]");
		assertThat(client.read(GOOGLE).statusCode()).isEqualTo(404);
		clock.advance(Duration.ofMillis(1));
		assertThat(userIds(search(query))).containsExactly(ADA);
	}

	@Test
	void membershipsComeInPagesWithOrWithoutTotals() throws Exception {
		auth0.has(account(ADA).withRoles("a", "b", "c").withOrganizations("acme"));
		String roles = "api/v2/users/auth0%7Cada/roles";
		assertThat(Json.read(client.get(roles, Map.of()).body()).findValuesAsString("name")).containsExactly("a", "b",
				"c");
		JsonNode page = Json
			.read(client.get(roles, Map.of("per_page", "2", "page", "1", "include_totals", "true")).body());
		assertThat(page.path("roles").findValuesAsString("name")).containsExactly("c");
		assertThat(page.path("start").asInt() + " " + page.path("limit").asInt() + " " + page.path("total").asInt())
			.isEqualTo("2 2 3");
		assertThat(client.get("api/v2/users/auth0%7Cada/organizations", Map.of()).body())
			.isEqualTo("[{\"id\":\"org_0\",\"name\":\"acme\",\"display_name\":\"The acme\"}]");
		assertThat(client.read(ADA).body()).doesNotContain("roles", "acme");
	}

	@Test
	void aRevocationIsAcceptedWithoutABody() throws Exception {
		auth0.has(account(ADA));
		HttpResponse<String> answer = client.send("POST", "api/v2/users/auth0%7Cada/revoke-access", "{}");
		assertThat(answer.statusCode() + answer.body()).isEqualTo("202");
	}

	@Test
	void everyAnswerTellsTheRateLimitAndTheTime() throws Exception {
		HttpResponse<String> answer = client.read("auth0|nobody");
		assertThat(answer.headers().map()).containsKeys("x-ratelimit-limit", "x-ratelimit-remaining",
				"x-ratelimit-reset", "date");
		assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
	}

	@Test
	void thePublishedKeysAreTheCurrentAndTheNextWithCertificatesAndNoPrivatePart() throws Exception {
		JsonNode keys = json(client.get(".well-known/jwks.json", Map.of())).get("keys");
		assertThat(keys).hasSize(2)
			.allSatisfy((key) -> assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "use", "n", "e",
					"kid", "x5t", "x5c", "alg"));
	}

	private static HttpResponse<String> search(String query) throws Exception {
		return client.get("api/v2/users", Map.of("search_engine", "v3", "q", query));
	}

	private static List<String> userIds(HttpResponse<String> answer) {
		return json(answer).valueStream().map((user) -> user.path("user_id").asString()).toList();
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return Json.read(answer.body());
	}

}
