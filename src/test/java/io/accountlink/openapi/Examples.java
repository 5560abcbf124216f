package io.accountlink.openapi;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.accountlink.account.Identity;
import io.accountlink.account.Account;
import io.accountlink.account.Profile;
import io.accountlink.problem.Problem;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import io.swagger.v3.oas.models.examples.Example;
import tools.jackson.databind.json.JsonMapper;

/**
 * Example requests and responses. The JSON mapper of the service writes the responses.
 */
record Examples(JsonMapper json) {

	// Header, claims {"sub":"google-oauth2|1234"}, and a placeholder for the signature.
	private static final String ID_TOKEN = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJnb29nbGUtb2F1dGgyfDEyMzQifQ.c2lnbmF0dXJl";

	private static final Identity OWN = new Identity("auth0", "ada", "Username-Password-Authentication", false, true,
			new Profile("ada@example.com", true, null, null, "Ada Lovelace", null, null, null, null, null));

	private static final Identity LINKED = new Identity("google-oauth2", "1234", "google-oauth2", true, false,
			new Profile("ada@example.com", true, null, null, "Ada L", null, null, null, null, null));

	private static final Account ACCOUNT = new Account("auth0|ada", List.of(OWN, LINKED));

	private static final Account SECONDARY = new Account("google-oauth2|1234",
			List.of(new Identity("google-oauth2", "1234", "google-oauth2", true, true, LINKED.profile())));

	private static final List<InvalidField> INVALID_BODY = List.of(new InvalidField("user_id", "must be present"));

	Map<String, Example> ofLinkRequests() {
		Map<String, Example> requests = new LinkedHashMap<>();
		requests.put("with_id_token", of("An ID token proves the secondary account", request("""
				{"link_with": "%s"}""")));
		requests.put("by_reference", of("A machine or an operator names the secondary account", request("""
				{"provider": "google-oauth2", "user_id": "1234"}""")));
		requests.put("template", of("A template that holds every member, with one mode filled", request("""
				{"link_with": "%s", "provider": "", "user_id": "", "connection_id": ""}""")));
		return requests;
	}

	private Object request(String body) {
		return parsed(body.formatted(ID_TOKEN));
	}

	private Object parsed(String document) {
		return this.json.readValue(document, Map.class);
	}

	Example ofLinked() {
		return of("With a linked identity", wire(ACCOUNT));
	}

	Example ofUnlinked() {
		return of("With its own identity only", wire(new Account("auth0|ada", List.of(OWN))));
	}

	Example ofFound() {
		return of("The account that `google-oauth2|1234` was linked into", wire(ACCOUNT));
	}

	Example ofSuggestionsForMachine() {
		return of("A machine or an operator sees the accounts", parsed("""
				{"account_id": "auth0|ada", "suggestions": [
				  {"account_id": "google-oauth2|1234", "provider": "google-oauth2", "user_id": "1234",
				   "connection": "google-oauth2", "is_social": true}]}"""));
	}

	Example ofSuggestionsForUser() {
		return of("A user sees with which login to prove each", parsed("""
				{"account_id": "auth0|ada", "suggestions": [
				  {"provider": "google-oauth2", "connection": "google-oauth2", "is_social": true}]}"""));
	}

	Example ofNoSuggestions() {
		return of("There is no such account", parsed("""
				{"account_id": "auth0|ada", "suggestions": []}"""));
	}

	Example ofWouldLink() {
		Map<String, Object> preview = new LinkedHashMap<>();
		preview.put("outcome", "would_link");
		preview.put("account", wire(ACCOUNT));
		preview.put("secondary", wire(SECONDARY));
		preview.put("user_metadata", parsed("""
				{"carried_over": ["newsletter"], "discarded": ["language"]}"""));
		preview.put("app_metadata", Map.of("discarded", List.of("plan")));
		preview.put("roles", Map.of("discarded", List.of("editor")));
		preview.put("organizations", Map.of("discarded", List.of("acme")));
		return of("A machine or an operator, of a service with `LINK_PREVIEW_ALSO`", preview);
	}

	Example ofAlreadyLinked() {
		Map<String, Object> preview = new LinkedHashMap<>();
		preview.put("outcome", "already_linked");
		preview.put("account", wire(ACCOUNT));
		return of("The secondary account is linked already", preview);
	}

	Example ofProblem(ProblemType type) {
		return of(type.title(), wire(problem(ProblemDocumentation.example(type))));
	}

	Example ofInvalidBody() {
		return of("The body is malformed",
				wire(problem(ProblemType.INVALID_REQUEST.problem("request body").withErrors(INVALID_BODY))));
	}

	private static Problem problem(ProblemException problem) {
		ProblemType type = problem.type();
		return new Problem(type.type(), type.title(), type.status(), problem.detail(),
				URI.create("urn:uuid:8f14e45f-ceea-467f-a0e6-0b1c6a2f2d11"), type.code(),
				"4bf92f3577b34da6a3ce929d0e0e4736", problem.errors());
	}

	private Object wire(Object answer) {
		return this.json.convertValue(answer, Map.class);
	}

	private static Example of(String summary, Object value) {
		return new Example().summary(summary).value(value);
	}

}
