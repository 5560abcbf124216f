package io.accountlink.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.accountlink.account.Account;
import io.accountlink.problem.Problem;
import io.accountlink.problem.ProblemType;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

/**
 * Completes the operations: parameters, and every response with its headers and examples.
 */
final class Operations {

	private static final String JSON = "application/json";

	private static final String RETRY_AFTER = "Retry-After";

	private static final String REQUEST_ID = "X-Request-Id";

	private static final String WWW_AUTHENTICATE = "WWW-Authenticate";

	private static final String ALLOW = "Allow";

	private static final String LIMIT = "RateLimit";

	private static final String LIMIT_POLICY = "RateLimit-Policy";

	private static final String LINKED = "linked";

	private static final String UNLINKED = "unlinked";

	private static final String FOUND = "found";

	private static final String SUGGESTED_TO_MACHINE = "suggested_to_machine";

	private static final String SUGGESTED_TO_USER = "suggested_to_user";

	private static final String NOTHING_SUGGESTED = "nothing_suggested";

	private static final String WOULD_LINK = "would_link";

	private static final String ALREADY_LINKED = "already_linked";

	private static final String INVALID_BODY = "invalid_body";

	private final Examples examples;

	Operations(Examples examples) {
		this.examples = examples;
	}

	void complete(OpenAPI api) {
		share(api.getComponents());
		api.getPaths().values().forEach((path) -> path.readOperations().forEach(this::complete));
	}

	private void share(Components components) {
		shareExamples(components);
		components.addHeaders(RETRY_AFTER, retryAfter());
		components.addHeaders(REQUEST_ID, requestId());
		components.addHeaders(WWW_AUTHENTICATE, wwwAuthenticate());
		components.addHeaders(ALLOW, allow());
		components.addHeaders(LIMIT, limit());
		components.addHeaders(LIMIT_POLICY, limitPolicy());
	}

	private void shareExamples(Components components) {
		components.addExamples(LINKED, this.examples.ofLinked());
		components.addExamples(UNLINKED, this.examples.ofUnlinked());
		components.addExamples(FOUND, this.examples.ofFound());
		components.addExamples(SUGGESTED_TO_MACHINE, this.examples.ofSuggestionsForMachine());
		components.addExamples(SUGGESTED_TO_USER, this.examples.ofSuggestionsForUser());
		components.addExamples(NOTHING_SUGGESTED, this.examples.ofNoSuggestions());
		components.addExamples(WOULD_LINK, this.examples.ofWouldLink());
		components.addExamples(ALREADY_LINKED, this.examples.ofAlreadyLinked());
		components.addExamples(INVALID_BODY, this.examples.ofInvalidBody());
		for (ProblemType type : ProblemType.values()) {
			components.addExamples(type.code(), this.examples.ofProblem(type));
		}
	}

	private static Header retryAfter() {
		JsonSchema seconds = new JsonSchema();
		seconds.addType("integer");
		return new Header().required(true)
			.description("Seconds to wait before a retry, at least 1.")
			.schema(seconds.minimum(BigDecimal.ONE))
			.example(1);
	}

	private static Header requestId() {
		return new Header().required(true)
			.description("The id of the request, a UUID; of a problem that in `instance`.")
			.schema(Schemas.text())
			.example("8f14e45f-ceea-467f-a0e6-0b1c6a2f2d11");
	}

	private static Header wwwAuthenticate() {
		return new Header().required(true)
			.description(
					"A challenge (RFC 6750). `error` is present where the request has a Bearer token; `resource_metadata` is the URL of the protected resource metadata (RFC 9728).")
			.schema(Schemas.text())
			.example("Bearer error=\"invalid_token\", "
					+ "resource_metadata=\"https://account-link.example/.well-known/oauth-protected-resource\"");
	}

	private static Header allow() {
		return new Header().description("The supported methods of the path; with 405 for a wrong method.")
			.schema(Schemas.text())
			.example("GET");
	}

	private static Header limit() {
		return new Header()
			.description("For users and operators: how many requests remain (`r`) for how many seconds (`t`).")
			.schema(Schemas.text())
			.example("\"user\";r=19;t=60");
	}

	private static Header limitPolicy() {
		return new Header()
			.description("For users and operators: how many requests there are (`q`) for how many seconds (`w`).")
			.schema(Schemas.text())
			.example("\"user\";q=20;w=60");
	}

	private void complete(Operation operation) {
		ApiOperation which = ApiOperation.of(operation);
		String javadoc = Objects.requireNonNull(JavadocText.ofJavadoc(operation.getDescription()));
		operation.setSummary(JavadocText.firstSentence(javadoc).replaceFirst("\\.$", ""));
		operation.setDescription(JavadocText.afterFirstSentence(javadoc));
		operation.setTags(List.of(OpenApiConfiguration.TAG));
		List<Parameter> parameters = new ArrayList<>(List.of(accountId(which)));
		parameters.addAll(Objects.requireNonNullElse(operation.getParameters(), List.of()));
		parameters.forEach(Operations::complete);
		operation.setParameters(parameters);
		if (which.hasBody()) {
			complete(operation.getRequestBody());
		}
		operation.setResponses(responses(which));
	}

	private void complete(RequestBody body) {
		body.setDescription("The secondary account, in at most 16 KiB.");
		Objects.requireNonNull(body.getContent().get(JSON)).setExamples(this.examples.ofLinkRequests());
	}

	// The controllers get the account with the request.
	private static Parameter accountId(ApiOperation which) {
		return new Parameter().name("id")
			.in("path")
			.required(true)
			.description((which.hasBody() ? "The primary account: an" : "An")
					+ " Auth0 user id, percent-encoded, or `me` for the caller's own account.");
	}

	private static void complete(Parameter parameter) {
		parameter.setDescription(JavadocText.ofJavadoc(parameter.getDescription()));
		parameter.setSchema(Schemas.ofParameter(parameter.getName()));
		if (parameter.getName().equals("id")) {
			parameter.addExample("own", new Example().summary("The caller's own account").value("me"));
			parameter.addExample("user_id",
					new Example().summary("An Auth0 user id: `auth0%7Cada` in the path").value("auth0|ada"));
		}
	}

	private static ApiResponses responses(ApiOperation which) {
		ApiResponses responses = new ApiResponses();
		if (which == ApiOperation.LINK) {
			responses.addApiResponse("201", account("The identity is linked now.", LINKED));
		}
		responses.addApiResponse("200", success(which));
		ProblemDocumentation.of(which)
			.forEach((status, types) -> responses.addApiResponse(status.toString(), problem(which, types)));
		return responses;
	}

	private static ApiResponse success(ApiOperation which) {
		return switch (which) {
			case FIND -> account("The account that the id leads to today.", FOUND, UNLINKED);
			case SUGGEST -> success("The suggestions, often none.", "Suggestions", SUGGESTED_TO_MACHINE,
					SUGGESTED_TO_USER, NOTHING_SUGGESTED);
			case LINK -> account("The identity was linked already.", LINKED);
			case PREVIEW ->
				success("What the link would do. Nothing was changed.", "Preview", WOULD_LINK, ALREADY_LINKED);
			case LIST -> account("The account.", LINKED);
			case UNLINK ->
				account("The remaining identities. The response is the same if the identity was not linked.", UNLINKED);
		};
	}

	private static ApiResponse account(String description, String... examples) {
		return success(description, Account.class.getSimpleName(), examples);
	}

	private static ApiResponse success(String description, String schema, String... examples) {
		MediaType answer = new MediaType().schema(new Schema<>().$ref(schema));
		for (String example : examples) {
			answer.addExamples(example, shared(example));
		}
		ApiResponse response = new ApiResponse().description(description)
			.content(new Content().addMediaType(JSON, answer));
		return withHeaders(response, REQUEST_ID, LIMIT, LIMIT_POLICY);
	}

	private static ApiResponse problem(ApiOperation which, List<ProblemType> types) {
		MediaType body = new MediaType().schema(new Schema<>().$ref(Problem.class.getSimpleName()));
		types.forEach((type) -> body.addExamples(type.code(), shared(type.code())));
		if (which.hasBody() && types.contains(ProblemType.INVALID_REQUEST)) {
			body.addExamples(INVALID_BODY, shared(INVALID_BODY));
		}
		ApiResponse response = new ApiResponse().description(description(types))
			.content(new Content().addMediaType("application/problem+json", body));
		return withHeaders(response, types.getFirst().status());
	}

	private static String description(List<ProblemType> types) {
		return types.stream()
			.map((type) -> "- `" + type.code() + "`: " + ProblemDocumentation.cause(type))
			.collect(Collectors.joining("\n"));
	}

	private static ApiResponse withHeaders(ApiResponse response, int status) {
		return switch (status) {
			case 401 -> withHeaders(response, REQUEST_ID, WWW_AUTHENTICATE);
			case 405 -> withHeaders(response, REQUEST_ID, ALLOW);
			case 429 -> withHeaders(response, REQUEST_ID, RETRY_AFTER, LIMIT, LIMIT_POLICY);
			case 503 -> withHeaders(response, REQUEST_ID, RETRY_AFTER);
			default -> withHeaders(response, REQUEST_ID);
		};
	}

	private static ApiResponse withHeaders(ApiResponse response, String... names) {
		for (String name : names) {
			response.addHeaderObject(name, new Header().$ref(name));
		}
		return response;
	}

	private static Example shared(String name) {
		return new Example().$ref("#/components/examples/" + name);
	}

}
