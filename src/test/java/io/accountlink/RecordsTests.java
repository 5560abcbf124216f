package io.accountlink;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.ConfigurationProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@code toString} of a record prints every component by default, so each record
 * redacts its strings or is listed here as one without secrets. Settings records are
 * tested where the service runs.
 */
class RecordsTests {

	private static final String MARK = "marked";

	private static final Set<String> WITHOUT_SECRETS = Set.of("AuditEvent", "ByReference", "Caller", "Cause",
			"Delegation", "Identity", "IdentityKey", "InvalidField", "JwtPredicateValidator", "Account",
			"MetadataOutcome", "Principal", "Problem", "RequestKind", "Row", "SecondaryAccount", "Suggestion",
			"Suggestions", "Use", "VerifiedIdToken");

	static Stream<Class<?>> records() {
		return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("io.accountlink")
			.stream()
			.filter((type) -> type.isAssignableTo(Record.class) && !WITHOUT_SECRETS.contains(type.getSimpleName()))
			.filter((type) -> !type.isAnnotatedWith(ConfigurationProperties.class))
			.<Class<?>>map(JavaClass::reflect)
			.filter((type) -> Arrays.stream(type.getRecordComponents()).anyMatch(RecordsTests::holdsText));
	}

	private static boolean holdsText(RecordComponent component) {
		return String.valueOf(value(component)).contains(MARK);
	}

	@ParameterizedTest
	@MethodSource("records")
	void aRecordThatMayHoldASecretWithholdsIt(Class<?> type) throws ReflectiveOperationException {
		RecordComponent[] components = type.getRecordComponents();
		Constructor<?> constructor = type
			.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
		constructor.setAccessible(true);
		Object[] values = Arrays.stream(components).map(RecordsTests::value).toArray();
		assertThat(constructor.newInstance(values).toString()).doesNotContain(MARK);
	}

	private static @Nullable Object value(RecordComponent component) {
		return switch (component.getType().getSimpleName()) {
			case "String" -> MARK;
			case "Map" -> Map.of(MARK, MARK);
			case "List" -> List.of();
			case "Set" -> Set.of(MARK);
			case "Instant" -> Instant.EPOCH;
			case "boolean" -> false;
			case "int" -> 1;
			case "long" -> 1L;
			default -> null;
		};
	}

}
