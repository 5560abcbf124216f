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

	/**
	 * Responds with plain text, so that a shell can assign it to a variable.
	 */
	Answer answer(Call call) {
		Token token = switch (this.enabled ? call.path() : "") {
			case "/simulation/tokens/access" -> accessToken(call.query());
			case "/simulation/tokens/id" -> this.tokens.idToken()
				.of(call.query().getOrDefault("sub", "google-oauth2|1234"))
				.forClient(call.query().getOrDefault("client", Tokens.FRONTEND));
			default -> throw Refusal.unknownPath();
		};
		return Answer.of(200, token.compact()).with("content-type", "text/plain; charset=utf-8");
	}

	private Token accessToken(Map<String, String> parameters) {
		String subject = parameters.getOrDefault("sub", "auth0|ada");
		Token token = subject.contains("|") ? this.tokens.accessToken().of(subject)
				: this.tokens.machineToken(subject.replaceFirst("@clients$", ""));
		parameters.forEach((name, value) -> {
			switch (name) {
				case "permission" -> token.withPermission(value).withRolePermission(value);
				case "audience" -> token.forAudience(value);
				case "client" -> token.issuedTo(value);
				default -> {
				}
			}
		});
		return token;
	}

}
