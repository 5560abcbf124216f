package io.accountlink.simulation;

import java.util.Map;

/**
 * Issues test tokens over HTTP, for manual use of the service. Auth0 has no such
 * endpoint, so it is disabled by default.
 */
final class TestTokenEndpoint {

	private final Tokens tokens;

	private volatile boolean enabled;

	TestTokenEndpoint(Tokens tokens) {
		this.tokens = tokens;
	}

	void enable() {
		this.enabled = true;
	}

	Answer answer(Call call) {
		return switch (this.enabled ? call.path() : "") {
			case "/simulation/tokens/access" -> response(accessToken(call.query()));
			case "/simulation/tokens/id" -> response(idToken(call.query()));
			default -> Answer.managementError(404, null, "Not Found");
		};
	}

	private Token accessToken(Map<String, String> parameters) {
		String subject = parameters.getOrDefault("sub", "auth0|ada");
		Token token = subject.contains("|") ? this.tokens.accessToken().of(subject)
				: this.tokens.machineToken(subject.replaceFirst("@clients$", ""));
		parameters.entrySet().forEach((each) -> apply(token, each.getKey(), each.getValue()));
		return token;
	}

	private static void apply(Token token, String name, String value) {
		switch (name) {
			case "permission" -> token.withPermission(value).withRolePermission(value);
			case "audience" -> token.forAudience(value);
			case "client" -> token.issuedTo(value);
			default -> {
			}
		}
	}

	private Token idToken(Map<String, String> parameters) {
		return this.tokens.idToken()
			.of(parameters.getOrDefault("sub", "google-oauth2|1234"))
			.forClient(parameters.getOrDefault("client", Tokens.FRONTEND));
	}

	/**
	 * Responds with plain text, so that a shell can assign it to a variable.
	 */
	private static Answer response(Token token) {
		return Answer.of(200, token.compact()).with("content-type", "text/plain; charset=utf-8");
	}

}
