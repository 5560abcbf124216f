package io.accountlink.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Connection;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.context.TestPropertySource;
import org.springframework.web.util.UriUtils;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traffic of real tenants that the authors of Auth0's SDKs recorded: the simulated Auth0
 * answers in the same form, and the service understands it. The recordings are no part of
 * the project, so the name keeps the class out of a build:
 * {@code ./mvnw test -Dtest='Recorded*' -Dauth0.recordings=FILE -Dauth0.jwks=FILE}.
 */
@TestPropertySource(properties = { "link.suggestion.connections=Username-Password-Authentication", "link.deadline=2s",
		"link.preview.also=roles" })
public class RecordedTraffic extends Specification {

	private static final String DATABASE = "Username-Password-Authentication";

	private static final Set<String> ATTRIBUTES = Set.of("user_id", "identities", "user_metadata", "app_metadata",
			"created_at", "updated_at");

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	public static Stream<Recording> recordings() throws IOException {
		JsonNode file = JSON.readTree(Files.readString(Path.of(System.getProperty("auth0.recordings"))));
		return file.get("recordings").valueStream().map(Recording::of);
	}

	// Creating and deleting users is how the recordings were set up. Assigning roles and
	// permissions is not simulated.
	public static Stream<Recording> simulated() throws IOException {
		return recordings().filter((recording) -> recording.operation() != Operation.UNKNOWN)
			.filter((recording) -> recording.operation() != Operation.TOKEN);
	}

	public static Stream<Recording> refusals() throws IOException {
		return recordings().filter((recording) -> recording.status() >= 400);
	}

	@Test
	public void thereAreRecordingsOfEveryOperation() throws IOException {
		assertThat(simulated().map(Recording::operation)).contains(Operation.READ, Operation.BY_EMAIL, Operation.SEARCH,
				Operation.PATCH, Operation.LINK, Operation.UNLINK, Operation.ROLES);
		assertThat(refusals()).hasSizeGreaterThan(5);
	}

	@ParameterizedTest
	@MethodSource("simulated")
	public void theSimulatedAuth0AnswersInTheSameForm(Recording recording) throws Exception {
		auth0.has(new Connection("con_ftSSLHb0O7rcUGmF", "auth0", DATABASE));
		setUp(recording);
		HttpResponse<String> answer = send(recording);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(recording.status());
		assertThat(form(JSON.readTree(answer.body()))).isEqualTo(form(recording.answer()));
	}

	@Test
	public void theTokenEndpointAnswersInTheSameForm() throws Exception {
		Recording recorded = recordings().filter((recording) -> recording.body().contains("client_credentials"))
			.findFirst()
			.orElseThrow();
		auth0.tellsNoScopeWithManagementTokens();
		Tenant tenant = auth0.tenant();
		String body = "grant_type=client_credentials&client_id=" + tenant.client().id() + "&client_secret="
				+ tenant.client().secret() + "&audience="
				+ UriUtils.encode(tenant.managementAudience(), StandardCharsets.UTF_8);
		HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(auth0.issuer() + "oauth/token"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
		assertThat(form(JSON.readTree(answer.body()))).isEqualTo(form(recorded.answer()));
	}

	@ParameterizedTest
	@MethodSource("simulated")
	public void theServiceUnderstandsTheAnswer(Recording recording) {
		if (recording.status() < 400) {
			setUp(recording);
			auth0.on(recording.operation()).answers(recording.status(), recording.answer().toString());
			Api api = apiAs(machine());
			switch (recording.operation()) {
				case READ -> read(api, recording);
				case BY_EMAIL -> suggest(api, recording);
				case LINK -> link(api, recording);
				case UNLINK -> unlink(api, recording);
				case ROLES -> preview(api, recording);
				default -> {
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("refusals")
	public void noRefusalOfAnotherOperationIsTakenForAnother(Recording recording) {
		auth0.has(account("auth0|ada").withIdentity("github|5"), account("google-oauth2|7"));
		auth0.on(Operation.LINK, Operation.UNLINK).answers(recording.status(), recording.answer().toString());
		apiAs(machine()).link("auth0|ada", "google-oauth2", "7").is(meaning(recording, "422 link_refused"));
		apiAs(machine()).unlink("auth0|ada", "github", "5").is(meaning(recording, "502 auth0_error"));
		auth0.on(Operation.READ).answers(recording.status(), recording.answer().toString());
		apiAs(machine()).list("auth0|ada")
			.is(recording.isOf("inexistent_user") ? "404 account_not_found" : meaning(recording, "502 auth0_error"));
		assertThat(auth0.identitiesOf("auth0|ada")).hasSize(2);
	}

	private static String meaning(Recording recording, String refused) {
		if (recording.isOf("invalid_uri")) {
			return "400 invalid_request";
		}
		return switch (recording.status()) {
			case 401 -> "502 auth0_misconfigured";
			case 404 -> recording.isOf("inexistent_user") ? refused : "502 auth0_error";
			default -> refused;
		};
	}

	private static void read(Api api, Recording recording) {
		if (!recording.path().contains("fields=")) {
			api.list(recording.segment(3)).isOk().hasIdentities(recording.segment(3));
		}
		else {
			assertThat(api.list(recording.segment(3)).status()).isIn(200, 502);
		}
	}

	private static void suggest(Api api, Recording recording) {
		String email = recording.answer().at("/0/email").asString();
		auth0.has(account("auth0|other").withEmail(email).withProfile("blocked", false));
		String found = api.suggestions("auth0|other").isOk().json().at("/suggestions/0/account_id").asString();
		assertThat(found).isEqualTo(recording.answer().at("/0/user_id").asString());
	}

	private static void link(Api api, Recording recording) {
		String userId = JSON.readTree(recording.body()).path("user_id").asString();
		api.link(recording.segment(3), "auth0", userId).isCreated().hasIdentities(ids(recording));
	}

	// An unlink that Auth0 calls done while the identity is still listed is an error.
	private static void unlink(Api api, Recording recording) {
		Response response = api.unlink(recording.segment(3), recording.segment(5), recording.segment(6));
		if (recording.answer().size() == 1) {
			response.isOk().hasIdentities(ids(recording));
		}
		else {
			response.is("502 auth0_error");
		}
	}

	private static void preview(Api api, Recording recording) {
		auth0.has(account("auth0|other"));
		String userId = recording.segment(3).substring("auth0|".length());
		assertThat(api.preview("auth0|other", "auth0", userId).isOk().json().at("/roles/discarded").valueStream())
			.extracting(JsonNode::asString)
			.containsExactlyInAnyOrder(roles(recording));
	}

	private static String[] roles(Recording recording) {
		return recording.answer().get("roles").findValuesAsString("name").toArray(String[]::new);
	}

	private static String[] ids(Recording recording) {
		return recording.answer()
			.valueStream()
			.map((identity) -> identity.path("provider").asString() + "|" + identity.path("user_id").asString())
			.toArray(String[]::new);
	}

	private static void setUp(Recording recording) {
		if (recording.status() < 400) {
			JsonNode answer = recording.answer();
			switch (recording.operation()) {
				case READ -> auth0.has(user(recording.segment(3), answer, JSON.createObjectNode()));
				case PATCH -> auth0.has(user(recording.segment(3), answer, JSON.readTree(recording.body())));
				case BY_EMAIL ->
					auth0.has(user(answer.at("/0/user_id").asString(), answer.get(0), JSON.createObjectNode()));
				case SEARCH -> auth0.has(searched(answer));
				case ROLES -> auth0.has(account(recording.segment(3)).withRoles(roles(recording)));
				default -> setUpIdentities(recording, answer);
			}
		}
	}

	private static Account searched(JsonNode answer) {
		JsonNode user = answer.isArray() ? answer.get(0) : answer.at("/users/0");
		return user(user.get("user_id").asString(), user, JSON.createObjectNode());
	}

	private static void setUpIdentities(Recording recording, JsonNode answer) {
		Account primary = account(recording.segment(3)).withProfile(profile(answer.at("/0/profileData")));
		Identity other = Identity.identity(secondary(recording))
			.withProfile(profile(answer.path(1).path("profileData")));
		if (recording.operation() == Operation.LINK) {
			auth0.has(primary, new Account(List.of(other)));
		}
		else {
			auth0.has(primary.withIdentity(other));
		}
	}

	private static String secondary(Recording recording) {
		String userId = (recording.operation() == Operation.LINK)
				? JSON.readTree(recording.body()).path("user_id").asString() : recording.segment(6);
		return userId.startsWith("auth0|") ? userId : "auth0|" + userId;
	}

	private static Account user(String id, JsonNode answer, JsonNode patch) {
		Map<String, Object> profile = profile(answer);
		profile.keySet().removeAll(ATTRIBUTES);
		Account account = account(id).withProfile(profile);
		account = account.withProfile("name", "x").withProfile("nickname", "x");
		for (String kind : List.of("user_metadata", "app_metadata")) {
			if (answer.has(kind)) {
				account = with(account, kind, patch.has(kind) ? patch.get(kind).toString().replace("null", "1")
						: answer.get(kind).toString());
			}
		}
		return account.withProfile(profile);
	}

	private static Account with(Account account, String kind, String json) {
		return kind.equals("user_metadata") ? account.withUserMetadata(json) : account.withAppMetadata(json);
	}

	private static Map<String, Object> profile(JsonNode members) {
		Map<String, Object> profile = new LinkedHashMap<>();
		members.forEachEntry((name, value) -> profile.put(name, value.isString() ? value.stringValue() : value));
		return profile;
	}

	private static HttpResponse<String> send(Recording recording) throws Exception {
		boolean hasBody = !recording.body().isEmpty() && !recording.body().equals("null\n");
		return HTTP.send(HttpRequest.newBuilder(URI.create(auth0.issuer() + recording.path().substring(1)))
			.header("Authorization", "Bearer " + auth0.tokens().managementToken().compact())
			.header("Content-Type", "application/json")
			.header("User-Agent", "simulation-tests")
			.method(recording.method(), hasBody ? BodyPublishers.ofString(recording.body()) : BodyPublishers.noBody())
			.build(), BodyHandlers.ofString());
	}

	/**
	 * The names and types of the members at every level.
	 */
	private static Object form(JsonNode node) {
		if (node.isObject()) {
			Map<String, Object> members = new TreeMap<>();
			node.forEachEntry((name, value) -> members.put(name, form(value)));
			return members;
		}
		if (node.isArray()) {
			List<Object> elements = new ArrayList<>();
			node.forEach((element) -> elements.add(form(element)));
			return elements;
		}
		return node.getNodeType();
	}

	/**
	 * A request and the answer of a real tenant.
	 *
	 * @param method the HTTP method
	 * @param path path and query
	 * @param body the body of the request
	 * @param status the status of the answer
	 * @param answer the body of the answer
	 */
	public record Recording(String method, String path, String body, int status, JsonNode answer) {

		static Recording of(JsonNode recorded) {
			JsonNode request = recorded.get("request");
			JsonNode response = recorded.get("response");
			String body = response.path("body").asString("");
			return new Recording(request.get("method").asString(), request.get("path").asString(),
					request.path("body").asString(""), response.get("status").asInt(),
					JSON.readTree(body.isEmpty() ? "null" : body));
		}

		Operation operation() {
			return Operation.of(this.method, this.path.split("\\?", 2)[0]);
		}

		String segment(int index) {
			return UriUtils.decode(this.path.split("\\?", 2)[0].substring(1).split("/", -1)[index],
					StandardCharsets.UTF_8);
		}

		boolean isOf(String errorCode) {
			return this.answer.path("errorCode").asString("").equals(errorCode);
		}

		@Override
		public String toString() {
			return this.method + " " + this.path + " " + this.status;
		}

	}

}
