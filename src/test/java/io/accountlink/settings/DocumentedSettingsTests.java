package io.accountlink.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.accountlink.support.EnvironmentVariables;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each environment variable has a row in a table of the documents.
 */
class DocumentedSettingsTests {

	@Test
	void eachVariableHasARow() throws IOException {
		String documents = Files.readString(Path.of("README.md")) + Files.readString(Path.of("docs/operations.md"));
		assertThat(EnvironmentVariables.all()).as("Add a row to Configuration in README.md")
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(documents).contains("\n| `" + name + "` |"));
	}

}
