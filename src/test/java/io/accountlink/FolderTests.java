package io.accountlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.accountlink.http.ServerLimits;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules for folders: what each imports, which beans it makes, and its size.
 */
class FolderTests {

	private static final String ROOT = "io.accountlink";

	private static final Pattern NAME = Pattern.compile("\\{@code ([a-z0-9]+)}");

	private static final int MAX_TYPES = 10;

	/** Folders with one responsibility and more than ten types. */
	private static final Map<String, Integer> MAX_TYPES_OF_FOLDER = Map.of("auth0", 17, "access", 13, "http", 11,
			"settings", 11, "upstream", 13);

	private static final JavaClasses MAIN = ArchitectureTests.MAIN;

	private static final JavaClasses TESTS = ArchitectureTests.TESTS;

	@Test
	void aFolderImportsWhatItsPackageInfoSays() throws IOException {
		Set<String> folders = folders();
		for (String folder : folders) {
			Set<String> allowed = allowed(folder, folders);
			String[] others = folders.stream()
				.filter((other) -> !other.equals(folder) && !allowed.contains(other))
				.map(FolderTests::below)
				.toArray(String[]::new);
			noClasses().that()
				.resideInAPackage(below(folder))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(others)
				.because("the import direction is the call direction: pass from linking what " + folder
						+ " needs, or move the type to where it belongs")
				.check(MAIN);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "account", "problem", "settings" })
	void sharedFoldersImportNoOtherFolder(String folder) {
		noClasses().that()
			.resideInAPackage(below(folder))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are in another folder of the application",
					(other) -> other.getPackageName().startsWith(ROOT) && !folder(other).equals(folder)))
			.because("every folder imports " + folder
					+ ": move a type with more dependencies to the folder that it needs")
			.check(MAIN);
	}

	@ParameterizedTest
	@CsvSource({ "access, auth0", "access, idtoken", "auth0, access", "auth0, audit", "auth0, idtoken", "audit, access",
			"audit, auth0", "idtoken, access", "linking, suggestion", "suggestion, linking" })
	void foldersThatNeverMeetDoNotImportEachOther(String folder, String other) {
		noClasses().that()
			.resideInAPackage(below(folder))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(below(other))
			.because(
					"linking connects callers, proofs, Auth0 and the audit: pass the value from there, as a type of account")
			.check(MAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "linking", "suggestion", "ratelimit" })
	void noFolderImportsAnEntryPoint(String folder) {
		noClasses().that()
			.resideOutsideOfPackage(below(folder))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(below(folder))
			.because("these folders are entry points: move a type that others need to the folder of its topic")
			.check(MAIN);
	}

	@Test
	void foldersHaveNoCycles() {
		slices().matching(ROOT + ".(*)..")
			.should()
			.beFreeOfCycles()
			.because("a folder is understood through its imports: move what both folders need to one of them")
			.check(MAIN);
	}

	// Without this rule a folder may import nothing and still not start alone.
	@Test
	void aBeanIsMadeInItsFolderOrInOneThatTheFolderImports() throws IOException {
		Set<String> folders = folders();
		Map<String, Set<String>> imports = new TreeMap<>();
		for (String folder : folders) {
			imports.put(folder, allowed(folder, folders));
		}
		List<String> against = MAIN.stream()
			.filter((type) -> type.isMetaAnnotatedWith(Component.class))
			.flatMap((type) -> injected(type).filter((needed) -> {
				Set<String> makers = makers(needed);
				String folder = folder(type);
				return !makers.isEmpty() && !folder.isEmpty() && !makers.contains(folder)
						&& Collections.disjoint(makers, imports.get(folder));
			}).map((needed) -> type.getName() + " is given " + needed.getName() + " made in " + makers(needed)))
			.toList();
		assertThat(against).as("Make a bean in the folder that it is about, below every folder that it is injected in")
			.isEmpty();
		assertThat(makers(MAIN.get(ServerLimits.class))).as("The rule finds beans").containsExactly("http");
	}

	private static Stream<JavaClass> injected(JavaClass type) {
		Stream<JavaClass> byConstructor = type.getConstructors()
			.stream()
			.flatMap((constructor) -> constructor.getRawParameterTypes().stream());
		Stream<JavaClass> byMethod = type.getMethods()
			.stream()
			.filter((method) -> method.isAnnotatedWith(Bean.class))
			.flatMap((method) -> method.getRawParameterTypes().stream());
		return Stream.concat(byConstructor, byMethod);
	}

	private static Set<String> makers(JavaClass needed) {
		return MAIN.stream()
			.filter((type) -> type.isMetaAnnotatedWith(Component.class)
					|| type.isAnnotatedWith(ConfigurationProperties.class))
			.filter((type) -> type.isAssignableTo(needed.getName()) || type.getMethods()
				.stream()
				.anyMatch((method) -> method.isAnnotatedWith(Bean.class)
						&& method.getRawReturnType().isAssignableTo(needed.getName())))
			.map(FolderTests::folder)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void aFolderHoldsAtMostTenTypes() {
		Map<String, Long> sizes = MAIN.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(FolderTests::folder, TreeMap::new, Collectors.counting()));
		assertThat(sizes).as("Split a folder with two responsibilities")
			.allSatisfy((folder, size) -> assertThat(size)
				.isLessThanOrEqualTo(MAX_TYPES_OF_FOLDER.getOrDefault(folder, MAX_TYPES)));
	}

	@Test
	void foldersAreOneLevelDeep() {
		classes().should()
			.resideInAnyPackage(ROOT, ROOT + ".*")
			.because("folders are one level deep: place the folder next to the others")
			.check(MAIN);
	}

	@Test
	void everyPackageSaysWhatItIsForAndThatNothingIsNullUnlessItSaysSo() {
		Stream<JavaClass> onlyInTests = TESTS.stream().filter((type) -> !MAIN.containPackage(type.getPackageName()));
		assertThat(Stream.concat(MAIN.stream(), onlyInTests).map(JavaClass::getPackage).distinct())
			.as("Add a package-info.java with the purpose of the folder and @NullMarked")
			.allMatch((folder) -> folder.isAnnotatedWith(NullMarked.class));
	}

	private static Set<String> folders() {
		Set<String> folders = MAIN.stream().map(FolderTests::folder).collect(Collectors.toCollection(TreeSet::new));
		folders.remove("");
		return folders;
	}

	// "May import every folder but …" lists the folders that are excluded.
	private static Set<String> allowed(String folder, Set<String> folders) throws IOException {
		Path file = Path.of("src/main/java/io/accountlink", folder, "package-info.java");
		String text = Files.readString(file).replaceAll("\\s*\\n \\*\\s*", " ");
		int start = text.toLowerCase(Locale.ROOT).indexOf("may import ");
		assertThat(start >= 0 || text.contains("Imports no other folder")).as("%s says what it may import", file)
			.isTrue();
		String sentence = (start < 0) ? "" : text.substring(start).split("[.;]", 2)[0];
		Set<String> named = NAME.matcher(sentence).results().map((name) -> name.group(1)).collect(Collectors.toSet());
		if (!sentence.contains("every folder but")) {
			return named;
		}
		return folders.stream().filter((other) -> !named.contains(other)).collect(Collectors.toSet());
	}

	private static String folder(JavaClass type) {
		String[] parts = type.getPackageName().split("\\.", 4);
		return (parts.length > 2) ? parts[2] : "";
	}

	private static String below(String folder) {
		return ROOT + "." + folder + "..";
	}

}
