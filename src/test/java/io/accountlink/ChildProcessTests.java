package io.accountlink;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Child processes of tests.
 */
class ChildProcessTests {

	private static final JavaClasses TESTS = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
		.importPackages("io.accountlink");

	@Test
	void aChildProcessDoesNotInheritStandardStreams() {
		noClasses().should()
			.callMethod(ProcessBuilder.class, "inheritIO")
			.because("standard input and output of a test JVM are Surefire's channel to Maven: what a child "
					+ "writes to it or reads from it fails the build")
			.check(TESTS);
	}

}
