package io.accountlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PatchExchange;
import org.springframework.web.service.annotation.PutExchange;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Architecture rules within folders: types, calls and names.
 */
class ArchitectureTests {

	private static final String ROOT = "io.accountlink";

	static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	static final JavaClasses TESTS = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void reactiveTypesStayAtTheEdge() {
		noClasses().that()
			.resideOutsideOfPackages(below("auth0"), below("upstream"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.web.reactive..", "org.springframework.http.client.reactive..",
					"reactor..", "org.reactivestreams..")
			.because("the service uses blocking code on virtual threads: call Auth0Accounts instead")
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
			.haveNameMatching(".*\\.(Auth0Accounts|BackgroundRead|Memberships)")
			.because("other folders do not depend on Auth0's wire types: return records of account from Auth0Accounts")
			.check(MAIN);
	}

	@Test
	void theManagementApiTokenStaysInside() {
		noClasses().that()
			.resideOutsideOfPackage(below("auth0"))
			.should()
			.dependOnClassesThat()
			.haveNameMatching(".*\\.auth0\\.(ManagementToken|ManagementTokens|TokenEndpoint|ManagementApi).*")
			.because("the token permits linking any two accounts: call Auth0Accounts instead")
			.check(MAIN);
		noClasses()
			.that(DescribedPredicate.describe("are neither ManagementTokens nor the token itself",
					(type) -> !Set.of("ManagementTokens", "ManagementToken").contains(type.getSimpleName())))
			.should()
			.callMethodWhere(DescribedPredicate.describe("reads the token",
					(call) -> call.getTargetOwner().getSimpleName().equals("ManagementToken")
							&& Set.of("value", "bearer").contains(call.getTarget().getName())))
			.because("ManagementTokens passes the token to the call that needs it")
			.check(MAIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ManagementApi", "WebClientReactiveClientCredentialsTokenResponseClient" })
	void auth0IsCalledBehindThePolicyOnly(String client) {
		List<JavaMethodCall> calls = MAIN.stream()
			.flatMap((type) -> type.getMethodCallsFromSelf().stream())
			.filter((call) -> call.getTargetOwner().getSimpleName().equals(client))
			.filter((call) -> call.getTarget().resolveMember().stream().anyMatch(ArchitectureTests::isRemoteCall))
			.toList();
		assertThat(calls).isNotEmpty()
			.as("Pass the call to ManagementCalls or a CallPolicy, as a lambda: it applies deadline and circuit breaker")
			.allMatch((call) -> call.isDeclaredInLambda() && call.getOriginOwner()
				.getMethodCallsFromSelf()
				.stream()
				.anyMatch((beside) -> Set.of("CallPolicy", "ManagementCalls")
					.contains(beside.getTargetOwner().getSimpleName())));
	}

	private static boolean isRemoteCall(JavaMember member) {
		return member instanceof JavaMethod method && method.getRawReturnType().isAssignableTo(Mono.class);
	}

	// At Auth0 a null deletes a key, and an empty object deletes all metadata.
	@Test
	void onlyATypeThatDeletesNothingIsSentAsMetadata() {
		List<JavaMethod> patches = MAIN.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(PatchExchange.class)
					|| method.isAnnotatedWith(PutExchange.class))
			.toList();
		assertThat(patches).isNotEmpty()
			.allSatisfy((patch) -> assertThat(patch.getRawParameterTypes())
				.as("Send a MetadataPatch, which holds neither null nor an empty object")
				.extracting(JavaClass::getSimpleName)
				.containsExactly("String", "String", "MetadataPatch"));
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
			.callMethodWhere(named("setStatus", "sendError").and(DescribedPredicate.not(inLinkController())))
			.because("every error has its status in ProblemType: throw one with ProblemType.….withDetail(detail)")
			.check(MAIN);
	}

	// 201 or 200: a ResponseEntity would be flushed before its end, which is a second
	// write to the socket.
	private static DescribedPredicate<JavaMethodCall> inLinkController() {
		return DescribedPredicate.describe("in LinkController",
				(call) -> call.getOriginOwner().getSimpleName().equals("LinkController"));
	}

	@Test
	void anInterfaceHasTwoImplementations() {
		classes().that()
			.areInterfaces()
			.and()
			.areNotAnnotations()
			.and()
			.doNotHaveSimpleName("package-info")
			.and(DescribedPredicate.describe("are not HTTP interfaces", ArchitectureTests::isNoHttpInterface))
			.should(haveTwoImplementations())
			.because("an interface with one implementation adds no abstraction: use the class")
			.check(MAIN);
	}

	@Test
	void namesSayWhatATypeIs() {
		for (JavaClasses all : Set.of(MAIN, TESTS)) {
			noClasses().should()
				.haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto|Service)")
				.because("these endings carry no meaning: use the term of the domain for the type")
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
			.because("field injection excludes final fields: use constructor injection, "
					+ "or the folder's settings record for a setting")
			.check(MAIN);
	}

	@Test
	void timeComesFromAClock() {
		noClasses().should()
			.callMethodWhere(DescribedPredicate.describe("reads the system clock", ArchitectureTests::readsSystemClock))
			.orShould()
			.callConstructor(Date.class)
			.because("tests replace the clock: inject a Clock through the constructor")
			.check(MAIN);
	}

	@Test
	void everyProblemIsToldByASpecification() throws IOException {
		StringBuilder specifications = new StringBuilder();
		try (Stream<Path> files = Files.find(Path.of("src/test/java/io/accountlink/specification"), 2,
				(file, _) -> file.toString().endsWith("IT.java"))) {
			for (Path file : files.toList()) {
				specifications.append(Files.readString(file));
			}
		}
		assertThat(ProblemType.values()).as("Add a specification in which a caller gets the problem")
			.allMatch((type) -> Pattern.compile("\\b(" + type.name() + "|" + type.code() + ")\\b")
				.matcher(specifications)
				.find());
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

	private static boolean readsSystemClock(JavaMethodCall call) {
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
