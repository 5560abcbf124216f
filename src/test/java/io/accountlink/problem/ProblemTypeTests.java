package io.accountlink.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The codes that callers program against, and the status of each: the README's table of
 * problems is the contract.
 */
class ProblemTypeTests {

	private static final Pattern FIRST_COLUMNS = Pattern.compile("^\\|([`\\w, ]+\\|[`\\w, ]+)\\|", Pattern.MULTILINE);

	private static final Pattern STATUS = Pattern.compile("\\b([45]\\d\\d)\\b");

	private static final Pattern CODE = Pattern.compile("`([a-z0-9_]+)`");

	private static final Pattern EXAMPLE = Pattern.compile("```json\n([^`]*urn:account-link:problem:[^`]*)```");

	@Test
	void theReadmeListsEveryCodeWithItsStatusAndNoOthers() throws IOException {
		Stream<String> listed = findAll(FIRST_COLUMNS, readme()).stream().flatMap(ProblemTypeTests::codes);
		assertThat(listed).containsExactlyInAnyOrderElementsOf(
				Stream.of(ProblemType.values()).map((type) -> type.status() + " " + type.code()).toList());
	}

	@Test
	void theExampleOfTheReadmeIsWhatACallerGets() throws IOException {
		assertThat(findAll(EXAMPLE, readme())).isNotEmpty().allSatisfy((example) -> {
			JsonNode problem = JsonMapper.shared().readTree(example);
			ProblemType type = ProblemType.valueOf(problem.path("code").asString().toUpperCase(Locale.ROOT));
			assertThat(problem.path("type").asString()).isEqualTo(type.type().toString());
			assertThat(problem.path("title").asString()).isEqualTo(type.title());
			assertThat(problem.path("status").asInt()).isEqualTo(type.status());
			assertThat(problem.path("detail").asString()).isEqualTo(type.problem().detail());
		});
	}

	@Test
	void eachHasATypeAndATitleOfItsOwn() {
		assertThat(ProblemType.values()).extracting(ProblemType::title).doesNotHaveDuplicates();
		assertThat(ProblemType.values()).extracting((type) -> type.type().toString())
			.allMatch((type) -> type.startsWith("urn:account-link:problem:"))
			.doesNotHaveDuplicates();
	}

	// A row may list several codes, with a status for each or with one for all.
	private static Stream<String> codes(String row) {
		List<String> statuses = findAll(STATUS, row);
		List<String> codes = findAll(CODE, row);
		return IntStream.range(0, statuses.isEmpty() ? 0 : codes.size())
			.mapToObj((index) -> statuses.get(Math.min(index, statuses.size() - 1)) + " " + codes.get(index));
	}

	private static List<String> findAll(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1)).toList();
	}

	private static String readme() throws IOException {
		return Files.readString(Path.of("README.md"));
	}

}
