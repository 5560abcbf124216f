package io.accountlink.simulation;

import java.io.IOException;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Metadata of the simulated accounts: reads, updates, and what becomes of it in a link
 * and an unlink.
 */
class SimulatedMetadataTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	private static final String GOOGLE_BODY = "{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}";

	private static SimulatedAuth0 auth0;

	private static ManagementClient client;

	@BeforeAll
	static void start() {
		auth0 = SimulatedAuth0.start();
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
	void aReadTellsMetadataAndTheBlockOnlyWhereThereIsSome() throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"theme\":\"dark\"}").withAppMetadata("{\"plan\":1}").blocked());
		auth0.has(account("auth0|bob"));
		assertThat(client.read(ADA).body())
			.endsWith(",\"app_metadata\":{\"plan\":1},\"blocked\":true,\"user_metadata\":{\"theme\":\"dark\"}}");
		assertThat(json(client.read("auth0|bob")).propertyNames()).containsExactly("user_id", "identities",
				"created_at", "updated_at");
	}

	@Test
	void metadataThatWasEmptiedStaysAnObject() throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}"));
		client.patch(ADA, "{\"user_metadata\":{\"a\":null},\"app_metadata\":{}}");
		assertThat(client.read(ADA).body()).endsWith(",\"app_metadata\":{},\"user_metadata\":{}}");
	}

	@Test
	void anUpdateOfTheProfileIsMerged() throws IOException {
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("name", "Ada"));
		assertThat(json(client.patch(ADA, "{\"name\":null,\"given_name\":\"Ada\",\"email_verified\":false}")))
			.isEqualTo(json(client.read(ADA)));
		assertThat(client.read(ADA).body()).contains("\"email_verified\":false", "\"given_name\":\"Ada\"")
			.doesNotContain("\"name\"");
		assertThat(client.patch(ADA, "{\"email_verified\":\"yes\"}").statusCode()).isEqualTo(400);
		assertThat(client.patch(ADA, "{\"shoe_size\":1}").statusCode()).isEqualTo(400);
	}

	@Test
	void metadataIsAmongTheFields() throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}").withAppMetadata("{\"b\":2}"));
		assertThat(client.get(ManagementClient.users(ADA) + "?fields=user_metadata,blocked").body())
			.isEqualTo("{\"user_metadata\":{\"a\":1}}");
	}

	@Test
	void numbersKeepEveryDigit() throws IOException {
		String numbers = "{\"a\":12345678901234567890,\"b\":1.10,\"c\":[0.1234567890123456789012345]}";
		auth0.has(account(ADA).withUserMetadata(numbers));
		assertThat(client.patch(ADA, "{\"app_metadata\":" + numbers + "}").body())
			.endsWith("\"app_metadata\":" + numbers + ",\"user_metadata\":" + numbers + "}");
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo(numbers);
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo(numbers);
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
	void anUpdateMergesAtTheFirstLevelOnly(String change, String merged) throws IOException {
		String metadata = "{\"theme\":\"dark\",\"home\":{\"city\":\"Ulm\",\"zip\":1}}";
		auth0.has(account(ADA).withUserMetadata(metadata).withAppMetadata(metadata));
		client.patch(ADA, "{\"user_metadata\":" + change + "}");
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo(merged);
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo(metadata);
		client.patch(ADA, "{\"app_metadata\":" + change + "}");
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo(merged);
	}

	@Test
	void anUpdateAnswersWithTheWholeUser() throws IOException {
		auth0.has(account(ADA).withEmail("ada@example.com").withIdentity(GOOGLE).blocked());
		HttpResponse<String> answer = client.patch(ADA, "{\"user_metadata\":{\"a\":1},\"app_metadata\":{\"b\":2}}");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).propertyNames()).containsExactly("user_id", "email", "email_verified", "identities",
				"created_at", "updated_at", "app_metadata", "blocked", "user_metadata");
		assertThat(answer.body()).isEqualTo(client.read(ADA).body());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no JSON", "[]", "{}", "{\"user_metadata\":null}", "{\"user_metadata\":[]}",
			"{\"app_metadata\":\"a\"}", "{\"user_metadata\":{\"a\":1},\"blocked\":true}",
			"{\"user_metadata\":{\"a.b\":1}}", "{\"app_metadata\":{\"$a\":null}}",
			"{\"user_metadata\":{\"a\":1},\"app_metadata\":{\"a$\":1}}" })
	void bodiesOutsideTheSchemaAreRefusedAndChangeNothing(String body) throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"theme\":\"dark\"}"));
		assertRefused(client.patch(ADA, body), 400, "invalid_body");
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"theme\":\"dark\"}");
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo("{}");
	}

	@Test
	void otherMembersAreCalledAdditionalProperties() throws IOException {
		assertThat(client.patch(ADA, "{\"blocked\":true}").body())
			.contains("Additional properties not allowed: blocked");
	}

	@Test
	void anUpdateNeedsAUserAndAWellFormedId() throws IOException {
		String body = "{\"user_metadata\":{\"a\":1}}";
		assertRefused(client.patch("auth0|nobody", body), 404, "inexistent_user");
		assertRefused(client.patch("nobody", body), 400, "invalid_uri");
		assertThat(auth0.userMetadataOf("auth0|nobody")).isEqualTo("{}");
		assertThat(auth0.appMetadataOf("auth0|nobody")).isEqualTo("{}");
	}

	@Test
	void anUpdateNeedsAScope() throws IOException {
		auth0.has(account(ADA));
		String body = "{\"app_metadata\":{\"a\":1}}";
		assertRefused(clientWith("read:users").patch(ADA, body), 403, "insufficient_scope");
		assertThat(clientWith("update:users").patch(ADA, body).statusCode()).isEqualTo(200);
		assertThat(clientWith("update:users_app_metadata").patch(ADA, body).statusCode()).isEqualTo(200);
	}

	@Test
	void aLinkKeepsThePrimarysMetadataAndDiscardsTheSecondarys() throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}").withAppMetadata("{\"b\":2}").blocked());
		auth0.has(account(GOOGLE).withUserMetadata("{\"c\":3}").withAppMetadata("{\"d\":4}"));
		client.link(ADA, GOOGLE_BODY);
		assertThat(client.read(ADA).body())
			.endsWith("\"app_metadata\":{\"b\":2},\"blocked\":true,\"user_metadata\":{\"a\":1}}");
		assertThat(auth0.userMetadataOf(GOOGLE)).isEqualTo("{}");
	}

	@Test
	void anUnlinkMakesAnAccountWithoutMetadata() throws IOException {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}").withAppMetadata("{\"b\":2}").blocked());
		auth0.has(account(GOOGLE).withUserMetadata("{\"c\":3}"));
		client.link(ADA, GOOGLE_BODY);
		client.unlink(ADA, "google-oauth2", "1234");
		assertThat(json(client.read(GOOGLE)).propertyNames()).doesNotContain("user_metadata", "app_metadata");
		assertThat(json(client.read(ADA)).propertyNames()).contains("user_metadata", "app_metadata", "blocked");
	}

	@Test
	void aChangeOfAnAccountKeepsItsMetadata() {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}")
			.withAppMetadata("{\"b\":2}")
			.withEmail("ada@example.com")
			.withIdentity(identity(GOOGLE)));
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":1}");
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo("{\"b\":2}");
	}

	@Test
	void updatesAreKeptAsTheyCameAndCountAsWrites() throws IOException {
		auth0.has(account(ADA));
		client.patch(ADA, "{ \"user_metadata\": {\"a\": 1.10} }");
		client.patch("auth0|nobody", "{}");
		assertThat(auth0.metadataWrites()).containsExactly("{ \"user_metadata\": {\"a\": 1.10} }", "{}");
		auth0.received(2, Operation.PATCH);
		auth0.receivedOf(1, Operation.PATCH, ADA);
		assertThat(Operation.WRITES).contains(Operation.PATCH);
	}

	private static ManagementClient clientWith(String scope) {
		return new ManagementClient(auth0).with(auth0.tokens().managementToken().with("scope", scope).compact());
	}

	private static void assertRefused(HttpResponse<String> answer, int status, String errorCode) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(json(answer).path("errorCode").asString()).isEqualTo(errorCode);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return Json.read(answer.body());
	}

}
