package io.accountlink.specification;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * OpenAPI document: it is generated from code and Javadoc, and the service serves it.
 */
class OpenApiTests extends Specification {

	private static final Path COMMITTED = Path.of("src/main/resources/static/openapi.json");

	private static final String COMMAND = "./mvnw test -Dtest=OpenApiTests -Dopenapi.write=true";

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
		Set<String> documented = operations().flatMap((operation) -> operation.path("responses").valueStream())
			.map((response) -> response.at("/content/application~1problem+json/examples"))
			.flatMap((examples) -> examples.propertyNames().stream())
			.collect(Collectors.toSet());
		assertThat(documented).contains(Stream.of(ProblemType.values()).map(ProblemType::code).toArray(String[]::new));
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
		auth0.has(account("auth0|ada").withEmail("ada@example.com").withProfile("name", "Ada Lovelace"),
				account("google-oauth2|1234").withEmail("ada@gmail.example").withProfile("name", "Ada L"));
		JsonNode document = generated();
		JsonNode request = document.at("/paths/~1accounts~1{id}~1link/post/requestBody/content/application~1json")
			.at("/examples/by_reference/value");
		Response response = apiAs(machine()).post("/accounts/auth0%7Cada/link", request.toString());
		response.isCreated();
		assertThat(response.json()).isEqualTo(document.at("/components/examples/linked/value"));
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
		return Stream.of("auth0|ada", "oidc|acme|7", "github|a/b;c%d", "a".repeat(64) + "|" + "b".repeat(255), "ada",
				"auth0|", "|ada", "Auth0|ada", "auth0|a b", "a".repeat(65) + "|b", "auth0|" + "b".repeat(256));
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
