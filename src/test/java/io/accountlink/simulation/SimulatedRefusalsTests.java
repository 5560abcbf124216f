package io.accountlink.simulation;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Refusals of the Management API: status, {@code errorCode} and message, as Auth0
 * documents them or as they were recorded.
 */
class SimulatedRefusalsTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start();

	private static final TestClient client = TestClient.of(auth0);

	@BeforeAll
	static void populate() {
		auth0.has(account(ADA).withEmail("ada@example.com").withIdentity("github|5"), account(GOOGLE),
				account("auth0|old").whoseLogin((login) -> login.inConnection("legacy")));
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@ParameterizedTest(name = "{0} {1} {2}")
	@CsvSource(delimiter = '|',
			textBlock = """
					GET | users/6560cd0f                    | | 400 | invalid_uri          | Path validation error: 'Object didn't pass validation for format user-id: 6560cd0f' on property id
					GET | users/auth0%7Cnobody              | | 404 | inexistent_user      | The user does not exist.
					GET | users/auth0%7Cada?fields=size     | | 400 | invalid_query_string | Query validation error: 'String 'size' does not match pattern. Must be a comma separated list of the following values: phone_number, email,
					GET | users/auth0%7Cada?fields=phone_verified | | 400 | invalid_query_string |
					GET | users/auth0%7Cada?fields=         | | 400 | invalid_query_string |
					GET | users/auth0%7Cada?include_fields=maybe  | | 400 | invalid_query_string | Query validation error: 'Expected type boolean but found type string'.
					GET | users/auth0%7Cada?size=1          | | 400 | invalid_query_string | Query validation error: 'Additional properties not allowed: size'.
					GET | users-by-email                    | | 400 | invalid_query_string | Query validation error: 'Missing required property: email'.
					GET | users-by-email?email=a&fields=size | | 400 | invalid_query_string | Query validation error: 'String 'size' does not match pattern.
					GET | users?search_engine=v2&q=ada      | | 400 | invalid_query_string | Query validation error: 'No enum match for: v2'.
					GET | users?search_engine=v3&q=ada      | | 400 | invalid_query_string |
					GET | clients                           | | 404 |                      | Not Found
					""")
	void aRead(String method, String path, @Nullable String body, int status, @Nullable String code,
			@Nullable String message) throws Exception {
		assertRefused(client.send(method, "api/v2/" + path, ""), status, code, message);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					{"provider":"auth0","user_id":"ada"}      |                       | Main identity and the new one are the same
					{"provider":"google-oauth2","user_id":"8"} |                      | Linking to an inexistent identity is not allowed.
					{"provider":"auth0","user_id":"no"}       |                       | Linking to an inexistent identity requires a connection.
					{"provider":"auth0","user_id":"old","connection_id":"con_usernamepassword"} | | Linking to an inexistent identity is not allowed.
					{"provider":"untappd","user_id":"1"}      | inexistent_connection | The provider/connection is not configured.
					{"provider":"myspace","user_id":"1"}      | invalid_body          | Payload validation error: 'No enum match for: myspace' on property provider.
					{"provider":"auth0","user_id":"1","connection_id":"con_x"} | invalid_body |
					{"provider":"auth0","user_id":"1","scopes":1} | invalid_body      | Payload validation error: 'Additional properties not allowed: scopes'.
					{"provider":1,"user_id":"1"}              | invalid_body          |
					{"provider":"auth0","user_id":1.5}        | invalid_body          |
					{"provider":"auth0","user_id":""}         | invalid_body          |
					{"provider":null,"user_id":"1"}           | invalid_body          |
					{"provider":"auth0"}                      | invalid_body          |
					{"link_with":"e","provider":"auth0"}      | invalid_body          |
					{}                                        | invalid_body          |
					[]                                        | invalid_body          |
					no JSON                                   | invalid_body          |
					""")
	void aLink(String body, @Nullable String code, @Nullable String message) throws Exception {
		assertRefused(client.link(ADA, body), 400, code, message);
	}

	@Test
	void aLinkOfWhatIsLinkedOrAtAnUnknownAccount() throws Exception {
		String linked = "{\"provider\":\"github\",\"user_id\":\"5\"}";
		assertRefused(client.link(ADA, linked), 409, null, "Specified identity already exists.");
		assertRefused(client.link("auth0|nobody", linked), 404, "inexistent_user", "The user does not exist.");
	}

	static Stream<Arguments> flaws() {
		return Stream.of(
				flaw("JWT (link_with) must have an aud claim that matches that of the calling token's azp.",
						(token) -> token.forClient("web")),
				flaw("JWT (link_with) must have the same issuer as the calling user.",
						(token) -> token.from("https://else/")),
				flaw("JWT (link_with) must have an alg of RS256.", (token) -> token.withAlgorithm("HS256")),
				flaw("Invalid token (link_with).", Token::signedByAnotherKey),
				flaw("Invalid token (link_with).", Token::expired),
				flaw("JWT (link_with) must contains sub claim", (token) -> token.without("sub")),
				flaw("JWT (link_with) contains an invalid sub claim", (token) -> token.of("nobody")),
				flaw("Provided secondary account not found.", (token) -> token.of("github|9")),
				flaw("Main identity and the new one are the same", (token) -> token.of(ADA)));
	}

	private static Arguments flaw(String message, UnaryOperator<Token> flaw) {
		return argumentSet(message, message, flaw);
	}

	@ParameterizedTest
	@MethodSource("flaws")
	void aLinkWithAFlawedIdToken(String message, UnaryOperator<Token> flaw) throws Exception {
		Token token = auth0.tokens().idToken().of(GOOGLE).forClient(auth0.tenant().client().id());
		String body = Json.write(Map.of("link_with", flaw.apply(token).compact()));
		assertRefused(client.link(ADA, body), 400, null, message);
	}

	@Test
	void anUnlinkOfTheMainIdentityOrOfAnUnknownProvider() throws Exception {
		assertRefused(client.unlink(ADA, "auth0", "ada"), 400, null, "Main identity cannot be removed.");
		assertRefused(client.unlink(ADA, "myspace", "1"), 400, "invalid_uri",
				"Path validation error: 'No enum match for: myspace' on property provider");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			{"user_metadata":null}
			{"user_metadata":[]}
			{"app_metadata":"a"}
			{"user_metadata":{"a":1},"blocked":true}
			{"user_metadata":{"a.b":1}}
			{"app_metadata":{"$a":null}}
			{"email_verified":"yes"}
			{}
			""")
	void anUpdate(String body) throws Exception {
		assertRefused(client.patch(ADA, body), 400, "invalid_body", "Payload validation error: '");
		assertThat(auth0.userMetadataOf(ADA) + auth0.appMetadataOf(ADA)).isEqualTo("{}{}");
	}

	@ParameterizedTest(name = "{0} {1} without {2}")
	@CsvSource(delimiter = '|', textBlock = """
			GET    | users/auth0%7Cada                     | read:users,read:user_idp_tokens,read:current_user
			GET    | users-by-email?email=a                | read:users
			GET    | users?search_engine=v3                | read:users
			PATCH  | users/auth0%7Cada                     | update:users,update:users_app_metadata
			POST   | users/auth0%7Cada/identities          | update:users,update:current_user_identities
			DELETE | users/auth0%7Cada/identities/github/5 | update:users,update:current_user_identities
			GET    | users/auth0%7Cada/roles               | read:users
			GET    | users/auth0%7Cada/organizations       | read:organizations
			POST   | users/auth0%7Cada/revoke-access       | delete:sessions
			""")
	void aCallWithoutItsScope(String method, String path, String scopes) throws Exception {
		String token = auth0.tokens().managementToken().with("scope", "read:clients").compact();
		assertRefused(TestClient.of(auth0, token).send(method, "api/v2/" + path, "{}"), 403, "insufficient_scope",
				"Insufficient scope, expected any of: " + scopes);
	}

	@ParameterizedTest(name = "{0} {1} with {2} and without {3}")
	@CsvSource(delimiter = '|', textBlock = """
			GET  | roles         | read:users      | read:roles
			POST | revoke-access | delete:sessions | delete:refresh_tokens
			""")
	void aCallThatNeedsTwoScopes(String method, String path, String granted, String missing) throws Exception {
		String token = auth0.tokens().managementToken().with("scope", granted).compact();
		assertRefused(TestClient.of(auth0, token).send(method, "api/v2/users/auth0%7Cada/" + path, "{}"), 403,
				"insufficient_scope", "Insufficient scope, expected any of: " + missing);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "101" })
	void aPageThatIsTooSmallOrTooLarge(String perPage) throws Exception {
		assertRefused(client.get("api/v2/users/auth0%7Cada/roles", Map.of("per_page", perPage)), 400,
				"invalid_query_string", "Query validation error: '");
	}

	static Stream<Arguments> tokens() {
		String expired = auth0.tokens().managementToken().expired().compact();
		return Stream.of(
				argumentSet("expired", expired, 401, null, "Expired token received for JSON Web Token validation"),
				argumentSet("another key", auth0.tokens().managementToken().signedByAnotherKey().compact(), 401, null,
						"Invalid signature received for JSON Web Token validation"),
				argumentSet("another audience", auth0.tokens().machineToken("batch").compact(), 401, null,
						"Invalid token"),
				argumentSet("opaque", "opaque", 400, "Bearer", "Bad HTTP authentication header format"));
	}

	@ParameterizedTest
	@MethodSource("tokens")
	void aCallWithoutAValidToken(String token, int status, @Nullable String code, String message) throws Exception {
		HttpResponse<String> answer = TestClient.of(auth0, token).read(ADA);
		assertRefused(answer, status, code, message);
		assertThat(Json.read(answer.body()).at("/attributes/error").asString(message)).isEqualTo(message);
	}

	@Test
	void aCallWithoutAToken() throws Exception {
		assertThat(new TestClient(auth0.issuer()).send("POST", "api/v2/users/auth0%7Cada/identities", "{}").body())
			.isEqualTo("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Missing authentication\"}");
	}

	private static void assertRefused(HttpResponse<String> answer, int status, @Nullable String code,
			@Nullable String message) {
		JsonNode body = Json.read(answer.body());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(body.path("statusCode").asInt()).isEqualTo(status);
		assertThat(body.path("errorCode").asStringOpt().orElse(null)).isEqualTo(code);
		assertThat(body.path("message").asString()).startsWith((message == null) ? "" : message);
	}

}
