package io.accountlink.frontend;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files of the example frontend, and what its README quotes of them.
 */
class FrontendFilesTests {

	private static final Pattern SNIPPET = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);

	private static final Pattern PROBLEMS = Pattern.compile("export const PROBLEMS = \\{(.*?)\n};", Pattern.DOTALL);

	private static final Pattern CODE = Pattern.compile("^  (\\w+): \\{", Pattern.MULTILINE);

	@Test
	void theReadmeQuotesTheFrontend() throws IOException {
		List<String> snippets = SNIPPET.matcher(read("README.md")).results().map((found) -> found.group(1)).toList();
		assertThat(snippets).isNotEmpty()
			.allSatisfy((snippet) -> assertThat(read("account-link.js")).contains(snippet));
	}

	@Test
	void everyProblemHasASentence() throws IOException {
		List<String> codes = Stream.of(ProblemType.values()).map(ProblemType::code).toList();
		MatchResult problems = PROBLEMS.matcher(read("problems.js")).results().findFirst().orElseThrow();
		assertThat(CODE.matcher(problems.group(1)).results().map((found) -> found.group(1)))
			.containsExactlyInAnyOrderElementsOf(codes);
	}

	@Test
	void thePackagesArePinned() throws IOException {
		JsonNode lock = json("package-lock.json");
		List<String> versions = new ArrayList<>();
		for (String kind : List.of("dependencies", "devDependencies")) {
			json("package.json").get(kind)
				.properties()
				.forEach((each) -> versions.add(each.getValue().asString() + " "
						+ lock.get("packages").get("node_modules/" + each.getKey()).get("version").asString()));
		}
		assertThat(versions).hasSize(2)
			.allSatisfy((version) -> assertThat(version).matches("(\\d+\\.\\d+\\.\\d+) \\1"));
	}

	@Test
	void theSettingsAreThoseOfARunOnThisMachine() throws IOException {
		assertThat(json("settings.json").toString()).isEqualTo("""
				{"domain":"http://localhost:8090","clientId":"frontend",\
				"audience":"https://account-link.example/","accountLinkUrl":"http://localhost:8080"}""");
	}

	private static JsonNode json(String file) throws IOException {
		return JsonMapper.shared().readTree(read(file));
	}

	private static String read(String file) throws IOException {
		return Files.readString(FrontendServer.FOLDER.resolve(file));
	}

}
