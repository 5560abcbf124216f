package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Token endpoint with the client-credentials grant only.
 */
final class TokenEndpoint {

	private static final String GRANT_TYPE = "grant_type";

	private final Tenant tenant;

	private final ClientAuthentication authentication;

	private final ManagementTokens tokens;

	TokenEndpoint(Tenant tenant, ClientAuthentication authentication, ManagementTokens tokens) {
		this.tenant = tenant;
		this.authentication = authentication;
		this.tokens = tokens;
	}

	Answer answer(Call call) {
		Map<String, String> parameters = call.isForm() ? call.form() : json(call);
		requireClientCredentials(parameters.get(GRANT_TYPE));
		this.authentication.require(call, parameters);
		String audience = parameters.get("audience");
		if (audience == null) {
			return this.tokens.issueForNoAudience();
		}
		if (!audience.equals(this.tenant.managementAudience())) {
			throw Refusal.notGranted(audience);
		}
		return this.tokens.issue();
	}

	private static void requireClientCredentials(@Nullable String grant) {
		if (grant == null) {
			throw Refusal.missingParameter(GRANT_TYPE);
		}
		if (!grant.equals("client_credentials")) {
			throw Refusal.unsupportedGrant();
		}
	}

	private static Map<String, String> json(Call call) {
		Map<String, String> parameters = new LinkedHashMap<>();
		try {
			for (Map.Entry<String, JsonNode> property : Json.read(call.body()).properties()) {
				parameters.put(property.getKey(), property.getValue().asString(""));
			}
			return parameters;
		}
		catch (JacksonException ex) {
			return Map.of();
		}
	}

}
