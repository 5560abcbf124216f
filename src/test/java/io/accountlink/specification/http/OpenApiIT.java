package io.accountlink.specification.http;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Population;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * OpenAPI document: it is generated from code and Javadoc, and the service serves it.
 */
@TestPropertySource(properties = { "link.merge.user.metadata=true", "link.preview.also=roles,organizations",
		"link.suggestion.connections=" + Population.TRUSTED_CONNECTIONS })
class OpenApiIT extends Specification {

	private static final Path COMMITTED = Path.of("src/main/resources/static/openapi.json");

	private static final String COMMAND = "./mvnw test -Dtest=OpenApiIT -Dopenapi.write=true";

	private static final JsonMapper json = JsonMapper.shared();

	@Test
	void theCommittedDocumentIsWhatTheCodeSays() throws IOException {
		JsonNode generated = generated();
		if (Boolean.getBoolean("openapi.write")) {
			Files.writeString(COMMITTED, pretty(generated));
		}
		assertThat(json.readTree(COMMITTED))
			.withFailMessage("%s isn't what the code says. Rewrite it, and see git diff for the difference: %s",
					COMMITTED, COMMAND)
			.isEqualTo(generated);
	}

	@Test
	void theServiceServesTheDocumentToAnybody() throws IOException {
		Response response = api().send("GET", "/openapi.json", BodyPublishers.noBody());
		response.isOk();
		assertThat(response.json())
			.isEqualTo(json.readTree(new ClassPathResource("static/openapi.json").getInputStream()));
	}

	@Test
	void theDocumentIsOfOpenApi31() {
		assertThat(generated().path("openapi").asString()).startsWith("3.1.");
	}

	@Test
	void everyProblemIsAnAnswerOfSomeOperation() {
		assertThat(problems(operations()))
			.contains(Stream.of(ProblemType.values()).map(ProblemType::code).toArray(String[]::new));
	}

	@Test
	void everyOperationHasASummaryAndADescription() {
		assertThat(operations()).isNotEmpty().allSatisfy((operation) -> {
			assertThat(operation.path("summary").asString()).isNotBlank();
			assertThat(operation.path("description").asString()).isNotBlank();
		});
	}

	@Test
	void nothingButThePathIsAParameter() {
		List<String> parameters = operations().flatMap((operation) -> operation.path("parameters").valueStream())
			.map((parameter) -> parameter.path("in").asString() + " " + parameter.path("name").asString())
			.distinct()
			.toList();
		assertThat(parameters).containsExactlyInAnyOrder("path id", "path provider", "path user_id");
	}

	@Test
	void theExampleOfARequestIsAnsweredByTheExampleOfAnAnswer() {
		Population.addTo(auth0);
		Response response = apiAs(machine()).post("/accounts/auth0%7Cada/link", exampleOfARequest("link"));
		response.isCreated();
		assertThat(response.json()).isEqualTo(example("linked"));
		assertThat(apiAs(machine()).get("/accounts/google-oauth2%7C1234").json()).isEqualTo(example("found"));
	}

	@Test
	void theExamplesOfSuggestionsAreWhatTheServiceAnswers() {
		Population.addTo(auth0);
		String suggestions = "/accounts/auth0%7Cada/suggestions";
		assertThat(apiAs(machine()).get(suggestions).json()).isEqualTo(example("suggested_to_machine"));
		assertThat(apiAs(user("auth0|ada")).get(suggestions).json()).isEqualTo(example("suggested_to_user"));
		auth0.reset();
		auth0.has(account("auth0|ada"));
		assertThat(apiAs(machine()).get(suggestions).json()).isEqualTo(example("nothing_suggested"));
	}

	@Test
	void theExamplesOfAPreviewAreWhatTheServiceAnswers() {
		Population.addTo(auth0);
		String request = exampleOfARequest("link~1preview");
		String preview = "/accounts/auth0%7Cada/link/preview";
		assertThat(apiAs(machine()).post(preview, request).json()).isEqualTo(example("would_link"));
		apiAs(machine()).post("/accounts/auth0%7Cada/link", request).isCreated();
		assertThat(apiAs(machine()).post(preview, request).json()).isEqualTo(example("already_linked"));
	}

	@Test
	void aPreviewHasTheProblemsOfALinkButThoseThatOnlyTheLinkTells() {
		assertThat(problems("/link")).containsAll(problems("/link/preview"));
		assertThat(problems("/link")).filteredOn((code) -> !problems("/link/preview").contains(code))
			.containsExactlyInAnyOrder("linked_to_another_account", "connection_not_found", "connection_required",
					"link_refused");
	}

	@Test
	void membersThatAreAlwaysPresentAreRequired() {
		JsonNode schemas = generated().at("/components/schemas");
		assertThat(requiredMembers(schemas, "Preview")).containsExactlyInAnyOrder("outcome", "account");
		assertThat(requiredMembers(schemas, "UserMetadataKeys")).containsExactlyInAnyOrder("carried_over", "discarded");
		assertThat(requiredMembers(schemas, "AppMetadataKeys")).containsExactlyInAnyOrder("discarded");
		assertThat(requiredMembers(schemas, "Suggestions")).containsExactlyInAnyOrder("account_id", "suggestions");
		assertThat(requiredMembers(schemas, "Suggestion")).containsExactlyInAnyOrder("provider", "connection",
				"is_social");
	}

	@ParameterizedTest
	@MethodSource("ids")
	void theDocumentDescribesTheIdsThatTheServiceTakes(String id) {
		JsonNode schema = operations().flatMap((operation) -> operation.path("parameters").valueStream())
			.filter((parameter) -> parameter.path("name").asString().equals("id"))
			.map((parameter) -> parameter.path("schema"))
			.findFirst()
			.orElseThrow();
		boolean described = id.matches(schema.path("pattern").asString())
				&& id.length() <= schema.path("maxLength").asInt();
		assertThat(apiAs(machine()).list(id).status()).isEqualTo(described ? 404 : 400);
	}

	static Stream<String> ids() {
		return Stream.of("auth0|ada", "oidc|acme|7", "github|a/b;c%d", "a".repeat(64) + "|" + "b".repeat(447), "ada",
				"auth0|", "|ada", "Auth0|ada", "samlp|c|a b", "a| b", "a|b ", "a|b\u0085c", "a".repeat(65) + "|b",
				"auth0|" + "b".repeat(507), "a|..");
	}

	private String exampleOfARequest(String escapedPath) {
		return generated().at("/paths/~1accounts~1{id}~1" + escapedPath + "/post/requestBody/content")
			.at("/application~1json/examples/by_reference/value")
			.toString();
	}

	private JsonNode example(String name) {
		return generated().at("/components/examples/" + name + "/value");
	}

	private Set<String> problems(String path) {
		return problems(generated().path("paths").path("/accounts/{id}" + path).valueStream());
	}

	private static Set<String> problems(Stream<JsonNode> operations) {
		return operations.flatMap((operation) -> operation.path("responses").valueStream())
			.map((response) -> response.at("/content/application~1problem+json/examples"))
			.flatMap((examples) -> examples.propertyNames().stream())
			.collect(Collectors.toSet());
	}

	private static Stream<String> requiredMembers(JsonNode schemas, String name) {
		return schemas.path(name).path("required").valueStream().map(JsonNode::asString);
	}

	private Stream<JsonNode> operations() {
		return generated().path("paths").valueStream().flatMap(JsonNode::valueStream);
	}

	private JsonNode generated() {
		return api().send("GET", "/v3/api-docs", BodyPublishers.noBody()).json();
	}

	private static String pretty(JsonNode document) {
		DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
		Separators separators = Separators.createDefaultInstance().withObjectNameValueSpacing(Spacing.AFTER);
		return json.writer()
			.with(new DefaultPrettyPrinter(separators).withObjectIndenter(indenter).withArrayIndenter(indenter))
			.writeValueAsString(document) + "\n";
	}

}
