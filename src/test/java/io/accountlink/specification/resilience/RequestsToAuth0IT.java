package io.accountlink.specification.resilience;

import java.util.List;
import java.util.Map;

import io.accountlink.simulation.Call;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every request that the service sends to Auth0, letter by letter.
 */
@TestPropertySource(properties = { "link.merge.user.metadata=true",
		"link.suggestion.connections=Username-Password-Authentication,google-oauth2" })
class RequestsToAuth0IT extends Specification {

	private static final String NOT_READ = "created_at%2Cupdated_at%2Clast_ip%2Clast_login%2Clogins_count";

	@BeforeEach
	void accounts() {
		auth0.has(account("auth0|ada").withEmail("ada@example.com").withIdentity("github|5"),
				account("google-oauth2|7").withEmail("Ada+1@example.com").withUserMetadata("{\"ä\":1.50}"));
	}

	@Test
	void aList() {
		apiAs(machine()).list("auth0|ada").isOk();
		sent(Operation.READ, "GET /api/v2/users/auth0%7Cada" + withoutMetadata());
	}

	@Test
	void anAccountThatWasLinked() {
		apiAs(machine()).find("github|5").isOk();
		sent(Operation.READ, "GET /api/v2/users/github%7C5" + withoutMetadata(),
				"GET /api/v2/users/auth0%7Cada" + withoutMetadata());
		sent(Operation.SEARCH, "GET /api/v2/users?search_engine=v3&include_fields=true&fields=user_id,identities"
				+ "&q=identities.user_id%3A%225%22%20AND%20identities.provider%3A%22github%22");
	}

	@Test
	void suggestions() {
		apiAs(machine()).suggestions("google-oauth2|7").isOk();
		String byEmail = "GET /api/v2/users-by-email?include_fields=true&fields=user_id,email,email_verified,blocked,"
				+ "identities&email=";
		sent(Operation.READ, "GET /api/v2/users/google-oauth2%7C7" + withoutMetadata());
		sent(Operation.BY_EMAIL, byEmail + "Ada%2B1%40example.com", byEmail + "ada%2B1%40example.com");
	}

	@Test
	void aPreview() {
		apiAs(machine()).preview("auth0|ada", "google-oauth2", "7").isOk();
		assertThat(requests(Operation.READ)).containsExactlyInAnyOrder(
				"GET /api/v2/users/auth0%7Cada?include_fields=false&fields=app_metadata%2C" + NOT_READ,
				"GET /api/v2/users/google-oauth2%7C7?include_fields=false&fields=" + NOT_READ);
	}

	@Test
	void aLinkWithMetadata() {
		apiAs(machine()).link("auth0|ada", "google-oauth2", "7").isCreated();
		String withUserMetadata = "?include_fields=false&fields=app_metadata%2C" + NOT_READ;
		assertThat(requests(Operation.READ)).containsExactlyInAnyOrder(
				"GET /api/v2/users/auth0%7Cada" + withUserMetadata,
				"GET /api/v2/users/google-oauth2%7C7" + withUserMetadata);
		sent(Operation.PATCH, "PATCH /api/v2/users/auth0%7Cada {\"user_metadata\":{\"\\u00e4\":1.50}}");
		sent(Operation.LINK,
				"POST /api/v2/users/auth0%7Cada/identities {\"provider\":\"google-oauth2\",\"user_id\":\"7\"}");
	}

	@Test
	void metadataThatAWriteMayHaveLeft() {
		auth0.on(Operation.PATCH).completesThenCloses();
		apiAs(machine()).link("auth0|ada", "google-oauth2", "7").isCreated();
		assertThat(requests(Operation.READ)).hasSize(3)
			.endsWith("GET /api/v2/users/auth0%7Cada?include_fields=true&fields=user_metadata");
	}

	@Test
	void anUnlink() {
		apiAs(machine()).unlink("auth0|ada", "github", "5").isOk();
		sent(Operation.UNLINK, "DELETE /api/v2/users/auth0%7Cada/identities/github/5");
	}

	@Test
	void aManagementApiToken() {
		auth0.revokesManagementTokens();
		apiAs(machine()).list("auth0|ada").isOk();
		Call request = auth0.lastCall(Operation.TOKEN);
		assertThat(request.method() + " " + request.target()).isEqualTo("POST /oauth/token");
		assertThat(request.header("content-type").orElse("")).startsWith("application/x-www-form-urlencoded");
		assertThat(request.form())
			.isEqualTo(Map.of("grant_type", "client_credentials", "audience", auth0.tenant().managementAudience(),
					"client_id", auth0.tenant().client().id(), "client_secret", auth0.tenant().client().secret()));
	}

	@Test
	void theIssuersKeys() {
		auth0.rotatesKeys();
		auth0.rotatesKeys();
		apiAs(machine()).list("auth0|ada").isOk();
		sent(Operation.KEYS, "GET /.well-known/jwks.json");
		auth0.received(0, Operation.DISCOVERY);
		auth0.received(0, Operation.UNKNOWN);
	}

	@Test
	void everyRequestNamesItsClient() {
		auth0.rotatesKeys();
		auth0.rotatesKeys();
		auth0.revokesManagementTokens();
		apiAs(machine()).link("auth0|ada", "google-oauth2", "7").isCreated();
		apiAs(machine()).suggestions("auth0|ada").isOk();
		apiAs(machine()).find("github|5").isOk();
		apiAs(machine()).unlink("auth0|ada", "google-oauth2", "7").isOk();
		for (Operation operation : Operation.values()) {
			assertThat(auth0.allCalls(operation)).allSatisfy((call) -> assertThat(call.header("user-agent"))
				.hasValueSatisfying((agent) -> assertThat(agent).matches("account-link/\\d+\\.\\d+\\.\\d+\\S*")));
		}
	}

	private static String withoutMetadata() {
		return "?include_fields=false&fields=app_metadata%2Cuser_metadata%2C" + NOT_READ;
	}

	private static void sent(Operation operation, String... requests) {
		assertThat(requests(operation)).containsExactly(requests);
	}

	private static List<String> requests(Operation operation) {
		return auth0.allCalls(operation).stream().map(RequestsToAuth0IT::request).toList();
	}

	private static String request(Call call) {
		return (call.method() + " " + call.target() + " " + call.body()).strip();
	}

}
