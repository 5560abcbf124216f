package io.accountlink.openapi;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.accountlink.problem.Problem;
import io.accountlink.problem.ProblemType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Completes the schemas: snake_case names, required members and limits.
 */
final class Schemas {

	static final String PROVIDER = "[a-z0-9-]{1,64}";

	private static final String CONTROL = "\\x00-\\x1f\\x7f-\\x9f";

	private static final String END_OF_ID = "[^\\s" + CONTROL + "]";

	static final String USER_ID = END_OF_ID + "([^" + CONTROL + "]*" + END_OF_ID + ")?";

	static final String ACCOUNT_ID = PROVIDER + "\\|[^" + CONTROL + "]*" + END_OF_ID;

	private static final String JWT = "[\\w-]+\\.[\\w-]+\\.[\\w-]+";

	private static final int MAX_ID_LENGTH = 512;

	private Schemas() {
	}

	/**
	 * Completes all schemas.
	 * @param answers the records that responses consist of
	 */
	static void complete(OpenAPI api, Collection<Class<?>> answers) {
		var schemas = api.getComponents().getSchemas();
		ModelConverters.getInstance(true).readAll(Problem.class).forEach(schemas::put);
		schemas.values().forEach(Schemas::describe);
		schemas.values().forEach(Schemas::renameToSnakeCase);
		answers.forEach((answer) -> require(schema(api, answer.getSimpleName()), requiredMembers(answer)));
		limitRequest(schema(api, "LinkBody"));
		limitAccountId(schema(api, "Account"));
		limitAccountId(schema(api, "Suggestions"));
		limitAccountId(schema(api, "Suggestion"));
		member(schema(api, "Account"), "identities").minItems(1);
		limitProblem(schema(api, "Problem"));
		Stream.of("roles", "organizations").forEach((name) -> permitNull(schema(api, "Preview"), name));
	}

	private static Schema<?> schema(OpenAPI api, String name) {
		return Objects.requireNonNull(api.getComponents().getSchemas().get(name));
	}

	private static void describe(Schema<?> schema) {
		schema.setDescription(JavadocText.ofJavadoc(schema.getDescription()));
		schema.getProperties().values().forEach((member) -> {
			member.setDescription(JavadocText.ofJavadoc(member.getDescription()));
		});
	}

	private static void renameToSnakeCase(Schema<?> schema) {
		var renamed = new LinkedHashMap<>(schema.getProperties());
		renamed.clear();
		schema.getProperties().forEach((name, member) -> renamed.put(snakeCase(name), member));
		schema.setProperties(renamed);
	}

	private static String snakeCase(String name) {
		return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
	}

	private static void require(Schema<?> schema, List<String> members) {
		schema.setRequired(members);
	}

	private static List<String> requiredMembers(Class<?> answer) {
		return Arrays.stream(answer.getRecordComponents())
			.filter((member) -> !isOptional(answer, member))
			.map((member) -> snakeCase(member.getName()))
			.toList();
	}

	// A problem omits an empty list of errors; an account includes an empty list of
	// identities.
	private static boolean isOptional(Class<?> answer, RecordComponent member) {
		return member.getAnnotatedType().isAnnotationPresent(Nullable.class)
				|| (answer == Problem.class && Collection.class.isAssignableFrom(member.getType()));
	}

	private static void permitNull(Schema<?> answer, String name) {
		JsonSchema value = new JsonSchema();
		value.set$ref(member(answer, name).get$ref());
		JsonSchema none = new JsonSchema();
		none.addType("null");
		JsonSchema either = new JsonSchema();
		either.setDescription(member(answer, name).getDescription());
		either.setAnyOf(List.of(value, none));
		answer.getProperties().put(name, either);
	}

	private static void limitRequest(Schema<?> body) {
		body.additionalProperties(false).minProperties(1);
		Stream.of("link_with", "provider", "user_id", "connection_id")
			.forEach((name) -> member(body, name).addType("null"));
		member(body, "link_with").maxLength(16 * 1024).pattern(blankOr(JWT));
		member(body, "provider").pattern(blankOr(PROVIDER));
		member(body, "user_id").maxLength(MAX_ID_LENGTH).pattern(blankOr(USER_ID)).addType("integer");
		member(body, "connection_id").pattern(blankOr("con_[A-Za-z0-9]{16}"));
	}

	private static void limitAccountId(Schema<?> answer) {
		member(answer, "account_id").maxLength(MAX_ID_LENGTH).pattern(whole(ACCOUNT_ID));
	}

	private static void limitProblem(Schema<?> problem) {
		member(problem, "status").minimum(BigDecimal.valueOf(400)).maximum(BigDecimal.valueOf(599));
		JsonSchema code = text();
		code.setDescription(member(problem, "code").getDescription());
		Arrays.stream(ProblemType.values()).map(ProblemType::code).forEach(code::addEnumItemObject);
		problem.getProperties().put("code", code);
		member(problem, "trace_id").pattern(whole("[0-9a-f]{32}"));
	}

	/**
	 * Returns the schema of a path parameter before percent-encoding.
	 */
	static Schema<?> ofParameter(String name) {
		Schema<?> text = text();
		return switch (name) {
			case "id" -> text.maxLength(MAX_ID_LENGTH).pattern("^(me|" + ACCOUNT_ID + ")$");
			case "provider" -> text.pattern(whole(PROVIDER));
			case "user_id" -> text.minLength(1).maxLength(MAX_ID_LENGTH).pattern(whole(USER_ID));
			default -> throw new IllegalArgumentException(name);
		};
	}

	static JsonSchema text() {
		JsonSchema text = new JsonSchema();
		text.addType("string");
		return text;
	}

	private static Schema<?> member(Schema<?> schema, String name) {
		return Objects.requireNonNull(schema.getProperties().get(name));
	}

	static String whole(String pattern) {
		return "^" + pattern + "$";
	}

	private static String blankOr(String pattern) {
		return "^(\\s*|" + pattern + ")$";
	}

}
