package io.accountlink.simulation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Account state of the simulation, and the format of its responses.
 */
class SimulatedAuth0Tests {

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
	void aLinkMovesTheIdentityAndAnswersWithAllOfThemPrimaryFirst() throws IOException {
		auth0.has(account(ADA).withEmail("ada@example.com"), account(GOOGLE).withProfile("name", "Ada L"));
		HttpResponse<String> answer = client.link(ADA, GOOGLE_BODY);
		assertThat(answer.statusCode()).isEqualTo(201);
		assertThat(answer.body()).isEqualTo("""
				[{"provider":"auth0","user_id":"ada","connection":"Username-Password-Authentication",\
				"isSocial":false,"profileData":{"email":"ada@example.com","email_verified":true}},\
				{"provider":"google-oauth2","user_id":"1234","connection":"google-oauth2",\
				"isSocial":true,"profileData":{"name":"Ada L"}}]""");
		assertThat(auth0.identitiesOf(ADA)).extracting(Identity::accountId).containsExactly(ADA, GOOGLE);
		assertThat(client.read(GOOGLE).statusCode()).isEqualTo(404);
	}

	@Test
	void anAccountBringsItsLinkedIdentitiesAlong() throws IOException {
		auth0.has(account(ADA), account(GOOGLE).withIdentity("github|5"));
		client.link(ADA, GOOGLE_BODY);
		assertThat(auth0.identitiesOf(ADA)).extracting(Identity::accountId).containsExactly(ADA, GOOGLE, "github|5");
	}

	@Test
	void anUnlinkMakesAnAccountAgain() throws IOException {
		auth0.has(account(ADA).withIdentity(identity(GOOGLE).withProfile("name", "Ada L")));
		HttpResponse<String> answer = client.unlink(ADA, "google-oauth2", "1234");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(userIds(answer)).containsExactly("ada");
		assertThat(json(client.read(GOOGLE)).path("name").asString()).isEqualTo("Ada L");
	}

	@Test
	void anUnlinkByTheFullIdIsDoneInSilenceAndWithoutEffect() throws IOException {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		HttpResponse<String> answer = client.unlink(ADA, "google-oauth2", GOOGLE);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(userIds(answer)).containsExactly("ada", "1234");
	}

	@Test
	void anUnlinkOfWhatWasNeverLinkedChangesNothing() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		HttpResponse<String> answer = client.unlink(ADA, "google-oauth2", "1234");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(userIds(answer)).containsExactly("ada");
	}

	@Test
	void theMainIdentityStays() throws IOException {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		assertRefused(client.unlink(ADA, "auth0", "ada"), 400, "Main identity cannot be removed.");
	}

	@Test
	void aRepeatedLinkIsAConflict() throws IOException {
		auth0.has(account(ADA), account("auth0|bob"), account(GOOGLE));
		client.link(ADA, GOOGLE_BODY);
		assertRefused(client.link(ADA, GOOGLE_BODY), 409, "Specified identity already exists.");
		assertRefused(client.link("auth0|bob", GOOGLE_BODY), 409, "Specified identity already exists.");
	}

	@Test
	void ofManyLinksAtOnceOneIsMade() {
		auth0.has(account(ADA), account(GOOGLE));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> links = IntStream.range(0, 50)
				.mapToObj((any) -> threads.submit(() -> client.link(ADA, GOOGLE_BODY).statusCode()))
				.toList();
			assertThat(links).extracting(Future::get).containsOnly(201, 409).containsOnlyOnce(201);
		}
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void anAccountIsNotLinkedToItself() throws IOException {
		auth0.has(account(ADA));
		assertRefused(client.link(ADA, "{\"provider\":\"auth0\",\"user_id\":\"ada\"}"), 400,
				"Main identity and the new one are the same");
	}

	@Test
	void whatIsNotThereIsNotLinked() throws IOException {
		auth0.has(account(ADA));
		assertRefused(client.link(ADA, GOOGLE_BODY), 400, "Linking to an inexistent identity is not allowed.");
		assertThat(client.link("auth0|nobody", GOOGLE_BODY).statusCode()).isEqualTo(404);
	}

	@Test
	void aConnectionIsAskedForWhereThereAreSeveral() throws IOException {
		Connection legacy = Connection.named("auth0", "legacy");
		auth0.has(legacy);
		auth0.has(account(ADA), account("auth0|old").whoseLogin((login) -> login.inConnection("legacy")));
		assertRefused(client.link(ADA, "{\"provider\":\"auth0\",\"user_id\":\"no\"}"), 400,
				"Linking to an inexistent identity requires a connection.");
		String usual = Connection.of("auth0").id();
		String body = "{\"provider\":\"auth0\",\"user_id\":\"old\",\"connection_id\":\"%s\"}";
		assertThat(client.link(ADA, body.formatted(usual)).statusCode()).isEqualTo(400);
		assertThat(client.link(ADA, body.formatted(legacy.id())).statusCode()).isEqualTo(201);
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|a/b", "auth0|a@b.c", "auth0|a+b", "auth0|a%2Fb", "auth0|a:b;c", "auth0|..",
			"oauth2|siwe|eip155%3A5%3A0xAb", "samlp|acme|ada@acme.example", "auth0|ü" })
	void idsAreDecodedExactlyOnce(String id) throws IOException {
		auth0.has(account(id), account(ADA).withIdentity(id));
		assertThat(json(client.read(id)).path("user_id").asString()).isEqualTo(id);
		String[] parts = id.split("\\|", 2);
		assertThat(userIds(client.unlink(ADA, parts[0], parts[1]))).containsExactly("ada");
		assertThat(auth0.lastCall(Operation.READ).path()).isEqualTo("/" + ManagementClient.users(id));
	}

	@Test
	void aRawPipeInThePathIsTaken() throws IOException {
		auth0.has(account(ADA));
		assertThat(RawSocket.get(auth0.issuer(), "/api/v2/users/auth0|ada", auth0.tokens().managementToken().compact()))
			.startsWith("HTTP/1.1 200");
	}

	@Test
	void numbersAndSecretsComeOutAsTheyWerePutIn() throws IOException {
		auth0.has(account("facebook|9007199254740993000001").whoseLogin(Identity::withNumericUserId)
			.whoseLogin((login) -> login.withProviderTokens("secret").with("new_member", List.of(1))));
		assertThat(client.read("facebook|9007199254740993000001").body()).contains(
				"\"user_id\":9007199254740993000001,", "\"access_token\":\"secret\"", "\"refresh_token\":\"secret\"",
				"\"access_token_secret\":\"secret\"", "\"expires_in\":3599", "\"new_member\":[1]");
	}

	@Test
	void aReadTellsOnlyTheFieldsAskedFor() throws IOException {
		auth0.has(account(ADA).withEmail("ada@example.com"));
		String path = ManagementClient.users(ADA);
		assertThat(json(client.get(path + "?fields=identities&include_fields=true")).propertyNames())
			.containsExactly("identities");
		assertThat(json(client.get(path + "?fields=identities&include_fields=false")).propertyNames())
			.doesNotContain("identities")
			.contains("email", "user_id");
	}

	@ParameterizedTest
	@ValueSource(strings = { "?fields=shoe_size", "?fields=phone_verified", "?fields=email,phone_verified", "?fields=",
			"?fields=email,", "?include_fields=maybe", "?shoe_size=1", "?email=ada@example.com" })
	void aReadRefusesWhatItDoesNotKnow(String query) throws IOException {
		auth0.has(account(ADA));
		HttpResponse<String> answer = client.get(ManagementClient.users(ADA) + query);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).get("errorCode").asString()).isEqualTo("invalid_query_string");
		assertThat(json(answer).get("message").asString()).startsWith("Query validation error: '");
	}

	@Test
	void everyAnswerTellsTheRateLimitAndTheTime() throws IOException {
		HttpResponse<String> answer = client.read("auth0|nobody");
		assertThat(answer.headers().map()).containsKeys("x-ratelimit-limit", "x-ratelimit-remaining",
				"x-ratelimit-reset", "date");
		assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
		assertThat(answer.body()).isEqualTo("{\"statusCode\":404,\"error\":\"Not Found\","
				+ "\"message\":\"The user does not exist.\",\"errorCode\":\"inexistent_user\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "", "{\"provider\":\"auth0\",\"user_id\":\"1\",\"scopes\":1}",
			"{\"provider\":1,\"user_id\":\"1\"}", "{\"provider\":\"auth0\",\"user_id\":1.5}",
			"{\"provider\":\"auth0\",\"user_id\":\"\"}", "{\"provider\":\"auth0\"}",
			"{\"provider\":\"auth0\",\"user_id\":\"1\",\"connection_id\":\"con_x\"}",
			"{\"link_with\":\"e\",\"provider\":\"auth0\"}", "{\"provider\":null,\"user_id\":\"1\"}" })
	void bodiesOutsideTheSchemaAreRefused(String body) throws IOException {
		auth0.has(account(ADA));
		HttpResponse<String> answer = client.link(ADA, body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("errorCode").asString()).isEqualTo("invalid_body");
	}

	@Test
	void idsWithoutAPipeAreRefused() throws IOException {
		HttpResponse<String> answer = client.read("6560cd0f");
		assertRefused(answer, 400, "Path validation error: 'Object didn't pass validation for format user-id: 6560cd0f'"
				+ " on property id (ID of the user).");
		assertThat(json(answer).path("errorCode").asString()).isEqualTo("invalid_uri");
	}

	@Test
	void providersThatAreNotConfiguredAreRefused() throws IOException {
		auth0.has(account(ADA));
		HttpResponse<String> answer = client.link(ADA, "{\"provider\":\"untappd\",\"user_id\":\"1\"}");
		assertRefused(answer, 400, "The provider/connection is not configured.");
		assertThat(json(answer).path("errorCode").asString()).isEqualTo("inexistent_connection");
	}

	@Test
	void providersThatAuth0DoesNotListAreMalformed() throws IOException {
		auth0.has(account(ADA));
		HttpResponse<String> link = client.link(ADA, "{\"provider\":\"myspace\",\"user_id\":\"1\"}");
		assertRefused(link, 400, "Payload validation error: 'No enum match for: myspace' on property provider.");
		assertThat(json(link).path("errorCode").asString()).isEqualTo("invalid_body");
		HttpResponse<String> unlink = client.unlink(ADA, "myspace", "1");
		assertThat(unlink.statusCode()).isEqualTo(400);
		assertThat(json(unlink).path("errorCode").asString()).isEqualTo("invalid_uri");
		auth0.has(account("myspace|1"));
		assertThat(client.link(ADA, "{\"provider\":\"myspace\",\"user_id\":\"1\"}").statusCode()).isEqualTo(201);
	}

	@Test
	void aProfileThatGrowsTooLargeIsRefused() throws IOException {
		auth0.has(account(ADA), account("google-oauth2|1234").withProfile("name", "x".repeat(2_000)));
		auth0.limitsProfilesTo(2_000);
		assertThat(client.link(ADA, GOOGLE_BODY).statusCode()).isEqualTo(400);
		assertThat(client.patch(ADA, "{\"user_metadata\":{\"a\":\"" + "x".repeat(2_000) + "\"}}").statusCode())
			.isEqualTo(400);
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
	}

	@Test
	void callsAreKeptAsTheyCame() throws IOException {
		auth0.has(account(ADA));
		client.read(ADA);
		auth0.receivedNoWrites();
		client.link(ADA, GOOGLE_BODY);
		assertThat(auth0.calls(Operation.LINK)).isEqualTo(1);
		Call call = auth0.lastCall(Operation.LINK);
		assertThat(call.requestLine()).isEqualTo("POST /api/v2/users/auth0%7Cada/identities HTTP/1.1");
		assertThat(call.body()).isEqualTo(GOOGLE_BODY);
		assertThat(call.header("Content-Type")).contains("application/json");
	}

	private static void assertRefused(HttpResponse<String> answer, int status, String message) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(json(answer).path("message").asString()).isEqualTo(message);
	}

	private static List<String> userIds(HttpResponse<String> answer) {
		return json(answer).valueStream().map((identity) -> identity.path("user_id").asString()).toList();
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return Json.read(answer.body());
	}

}
