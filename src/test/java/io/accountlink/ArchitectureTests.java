package io.accountlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
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
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.CallPolicy;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.service.annotation.HttpExchange;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the code is laid out, so that a change finds its place and stays in it.
 */
class ArchitectureTests {

	private static final String ROOT = "io.accountlink";

	private static final Pattern NAME = Pattern.compile("\\{@code ([a-z0-9]+)}");

	private static final int MOST_TYPES = 10;

	/** What is more than ten types and still about one thing, and how many it may be. */
	private static final Map<String, Integer> CROWDED = Map.of("auth0", 13);

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	private static final JavaClasses TESTS = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void aFolderImportsWhatItsPackageInfoSays() throws IOException {
		Set<String> folders = folders();
		for (String folder : folders) {
			Set<String> allowed = allowed(folder, folders);
			String[] others = folders.stream()
				.filter((other) -> !other.equals(folder) && !allowed.contains(other))
				.map(ArchitectureTests::below)
				.toArray(String[]::new);
			noClasses().that()
				.resideInAPackage(below(folder))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(others)
				.because("imports point the way calls go: let linking hand over what " + folder
						+ " needs, or move the type to where it belongs")
				.check(MAIN);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "account", "problem", "settings" })
	void theWordsImportNothingOfOurs(String folder) {
		noClasses().that()
			.resideInAPackage(below(folder))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are of another folder of ours",
					(other) -> other.getPackageName().startsWith(ROOT) && !folder(other).equals(folder)))
			.because("everybody imports " + folder + ": what knows more belongs to the folder that it knows")
			.check(MAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "access", "auth0", "audit" })
	void theThreeSidesDontKnowEachOther(String folder) {
		noClasses().that()
			.resideInAPackage(below(folder))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are of another side",
					(other) -> Set.of("access", "auth0", "audit").contains(folder(other))
							&& !folder(other).equals(folder)))
			.because("callers, Auth0 and the audit meet in linking: pass it on from there, in the words of account")
			.check(MAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "linking", "ratelimit" })
	void nobodyImportsTheFeatureOrTheLimit(String folder) {
		noClasses().that()
			.resideOutsideOfPackage(below(folder))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(below(folder))
			.because("calls end there: move what others need to the folder that is about it")
			.check(MAIN);
	}

	@Test
	void foldersHaveNoCycles() {
		slices().matching(ROOT + ".(*)..")
			.should()
			.beFreeOfCycles()
			.because("a folder can be read when those that it imports are known: move what both need to one of them")
			.check(MAIN);
	}

	@Test
	void reactiveTypesStayAtTheEdge() {
		noClasses().that()
			.resideOutsideOfPackages(below("auth0"), below("upstream"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.web.reactive..", "org.springframework.http.client.reactive..",
					"reactor..", "org.reactivestreams..")
			.because("the service is plain blocking code on virtual threads: call Auth0Identities instead")
			.check(MAIN);
	}

	@Test
	void auth0sWireTypesStayInside() {
		classes().that()
			.resideInAPackage(below("auth0"))
			.and()
			.areTopLevelClasses()
			.and()
			.arePublic()
			.should()
			.haveSimpleName("Auth0Identities")
			.because("the others know Auth0 in our words only: return records of account from Auth0Identities")
			.check(MAIN);
	}

	@Test
	void theManagementApiTokenStaysInside() {
		noClasses().that()
			.resideOutsideOfPackage(below("auth0"))
			.should()
			.dependOnClassesThat()
			.haveNameMatching(".*\\.auth0\\.(ManagementToken|ManagementTokens|TokenEndpoint|ManagementApi).*")
			.because("whoever holds it can link anyone to anyone: ask Auth0Identities to do it")
			.check(MAIN);
		noClasses()
			.that(DescribedPredicate.describe("aren't Auth0Identities or the token itself",
					(type) -> !Set.of("Auth0Identities", "ManagementToken").contains(type.getSimpleName())))
			.should()
			.callMethodWhere(DescribedPredicate.describe("takes the token out",
					(call) -> call.getTargetOwner().getSimpleName().equals("ManagementToken")
							&& Set.of("value", "bearer").contains(call.getTarget().getName())))
			.because("it is taken out where a call is made, and nowhere else")
			.check(MAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ManagementApi", "WebClientReactiveClientCredentialsTokenResponseClient" })
	void auth0IsCalledBehindThePolicyOnly(String client) {
		List<JavaMethodCall> calls = MAIN.stream()
			.flatMap((type) -> type.getMethodCallsFromSelf().stream())
			.filter((call) -> call.getTargetOwner().getSimpleName().equals(client))
			.filter((call) -> call.getTarget().resolveMember().stream().anyMatch(ArchitectureTests::isACall))
			.toList();
		assertThat(calls).isNotEmpty()
			.as("Hand the call to read or write of a CallPolicy, as a lambda: it alone knows deadline and breaker")
			.allMatch((call) -> call.isDeclaredInLambda() && call.getOrigin()
				.getMethodCallsFromSelf()
				.stream()
				.anyMatch((beside) -> beside.getTargetOwner().isEquivalentTo(CallPolicy.class)));
	}

	private static boolean isACall(JavaMember member) {
		return member instanceof JavaMethod method && method.getRawReturnType().isAssignableTo(Mono.class);
	}

	@Test
	void statusCodesStayInTheErrorContract() {
		noClasses().that()
			.resideOutsideOfPackage(below("problem"))
			.should()
			.dependOnClassesThat()
			.areAssignableTo(ResponseStatusException.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(ResponseStatus.class)
			.orShould()
			.callMethodWhere(named("setStatus", "sendError"))
			.because("every error has its status in ProblemType: throw one with ProblemType.….because(detail)")
			.check(MAIN);
	}

	@Test
	void anInterfaceHasTwoImplementations() {
		classes().that()
			.areInterfaces()
			.and()
			.areNotAnnotations()
			.and()
			.doNotHaveSimpleName("package-info")
			.and(DescribedPredicate.describe("aren't calls over HTTP", ArchitectureTests::isNoHttpInterface))
			.should(haveTwoImplementations())
			.because("an interface for one class only hides it: use the class")
			.check(MAIN);
	}

	@Test
	void namesSayWhatATypeIs() {
		for (JavaClasses all : Set.of(MAIN, TESTS)) {
			noClasses().should()
				.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto|Service)")
				.because("these endings fit anything: name the type after what it is in the words of the domain")
				.check(all);
		}
	}

	@Test
	void whatATypeNeedsComesThroughItsConstructor() {
		noFields().should()
			.beAnnotatedWith(Autowired.class)
			.orShould()
			.beAnnotatedWith(Value.class)
			.orShould()
			.beAnnotatedWith("jakarta.annotation.Resource")
			.orShould()
			.beAnnotatedWith("jakarta.inject.Inject")
			.because("a field that is filled from outside can't be final: take it in the constructor, "
					+ "or a setting in the folder's settings record")
			.check(MAIN);
	}

	@Test
	void timeComesFromAClock() {
		noClasses().should()
			.callMethodWhere(
					DescribedPredicate.describe("asks the system for the time", ArchitectureTests::asksTheSystem))
			.orShould()
			.callConstructor(Date.class)
			.because("tests move the clock: take a Clock in the constructor and ask it")
			.check(MAIN);
	}

	@Test
	void aFolderHoldsAtMostTenTypes() {
		Map<String, Long> sizes = MAIN.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(ArchitectureTests::folder, TreeMap::new, Collectors.counting()));
		assertThat(sizes).as("Split a folder that is about two things")
			.allSatisfy(
					(folder, size) -> assertThat(size).isLessThanOrEqualTo(CROWDED.getOrDefault(folder, MOST_TYPES)));
	}

	@Test
	void foldersAreOneLevelDeep() {
		classes().should()
			.resideInAnyPackage(ROOT, ROOT + ".*")
			.because("a folder in a folder is hard to find: put it beside the others")
			.check(MAIN);
	}

	@Test
	void everyPackageSaysWhatItIsForAndThatNothingIsNullUnlessItSaysSo() {
		Stream<JavaClass> onlyInTests = TESTS.stream().filter((type) -> !MAIN.containPackage(type.getPackageName()));
		assertThat(Stream.concat(MAIN.stream(), onlyInTests).map(JavaClass::getPackage).distinct())
			.as("Add a package-info.java that says in a sentence what the folder is for, with @NullMarked")
			.allMatch((folder) -> folder.isAnnotatedWith(NullMarked.class));
	}

	@Test
	void everyProblemIsToldByASpecification() throws IOException {
		StringBuilder specifications = new StringBuilder();
		try (Stream<Path> files = Files.list(Path.of("src/test/java/io/accountlink/specification"))) {
			for (Path file : files.toList()) {
				specifications.append(Files.readString(file));
			}
		}
		assertThat(ProblemType.values()).as("Tell in a specification when callers meet the problem")
			.allMatch((type) -> Pattern.compile("\\b(" + type.name() + "|" + type.code() + ")\\b")
				.matcher(specifications)
				.find());
	}

	private static Set<String> folders() {
		Set<String> folders = MAIN.stream()
			.map(ArchitectureTests::folder)
			.collect(Collectors.toCollection(TreeSet::new));
		folders.remove("");
		return folders;
	}

	// "May import every folder but …" names those that it may not.
	private static Set<String> allowed(String folder, Set<String> folders) throws IOException {
		Path file = Path.of("src/main/java/io/accountlink", folder, "package-info.java");
		String text = Files.readString(file).replaceAll("\\s*\\n \\*\\s*", " ");
		int start = text.toLowerCase(Locale.ROOT).indexOf("may import ");
		assertThat(start >= 0 || text.contains("Imports nothing of ours")).as("%s says what it may import", file)
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

	private static boolean isNoHttpInterface(JavaClass type) {
		return type.getMethods().stream().noneMatch((method) -> method.isMetaAnnotatedWith(HttpExchange.class));
	}

	private static ArchCondition<JavaClass> haveTwoImplementations() {
		return new ArchCondition<>("have two implementations") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				int implementations = type.getAllSubclasses().size();
				events.add(new SimpleConditionEvent(type, implementations >= 2,
						type.getName() + " has " + implementations + " implementations"));
			}
		};
	}

	private static DescribedPredicate<JavaMethodCall> named(String... names) {
		return DescribedPredicate.describe("is named " + String.join(" or ", names),
				(call) -> Set.of(names).contains(call.getTarget().getName()));
	}

	private static boolean asksTheSystem(JavaMethodCall call) {
		String owner = call.getTargetOwner().getName();
		boolean hasNoClock = call.getTarget()
			.getRawParameterTypes()
			.stream()
			.noneMatch((type) -> type.isEquivalentTo(Clock.class));
		return switch (call.getTarget().getName()) {
			case "now" -> owner.startsWith("java.time.") && hasNoClock;
			case "currentTimeMillis" -> owner.equals("java.lang.System");
			default -> false;
		};
	}

}
