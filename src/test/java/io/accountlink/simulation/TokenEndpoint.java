package io.accountlink.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Token endpoint with the client-credentials grant only. The service is granted the
 * Management API, a machine that calls it the API of the service.
 */
final class TokenEndpoint {

	private static final String GRANT_TYPE = "grant_type";

	private static final String MACHINE_PERMISSION = "link:any_account";

	private final Tenant tenant;

	private final ClientAuthentication authentication;

	private final Tokens tokens;

	private final ManagementTokens managementTokens;

	private volatile boolean tellsScope = true;

	TokenEndpoint(Tenant tenant, ClientAuthentication authentication, Tokens tokens,
			ManagementTokens managementTokens) {
		this.tenant = tenant;
		this.authentication = authentication;
		this.tokens = tokens;
		this.managementTokens = managementTokens;
	}

	/**
	 * Leaves {@code scope} out of the responses to the service, or not.
	 */
	void tellScope(boolean tells) {
		this.tellsScope = tells;
	}

	Answer answer(Call call) {
		Map<String, String> parameters = call.isForm() ? call.form() : json(call);
		requireClientCredentials(parameters.get(GRANT_TYPE));
		Tenant.Client client = this.authentication.require(call, parameters);
		boolean isMachine = client.equals(Tenant.BATCH);
		String audience = parameters.get("audience");
		if (audience != null
				&& !audience.equals(isMachine ? this.tenant.audience() : this.tenant.managementAudience())) {
			throw Refusal.notGranted(audience);
		}
		return isMachine ? machineToken(audience) : managementToken(audience);
	}

	/**
	 * Answers with a token that has the permission in {@code scope} and, since the tenant
	 * has RBAC on, in {@code permissions}.
	 */
	private Answer machineToken(@Nullable String audience) {
		Token token = this.tokens.machineToken(Tenant.BATCH.id())
			.withPermission(MACHINE_PERMISSION)
			.withRolePermission(MACHINE_PERMISSION);
		return response((audience == null) ? this.tokens.opaqueToken() : token.compact(), MACHINE_PERMISSION,
				Tokens.LIFETIME);
	}

	private Answer managementToken(@Nullable String audience) {
		return response((audience == null) ? this.tokens.opaqueToken() : this.managementTokens.issue(),
				this.tellsScope ? this.managementTokens.scope() : null, this.managementTokens.lifetime());
	}

	private static Answer response(String token, @Nullable String scope, Duration lifetime) {
		ObjectNode body = Json.object().put("access_token", token);
		if (scope != null) {
			body.put("scope", scope);
		}
		return Answer.json(200, body.put("expires_in", lifetime.toSeconds()).put("token_type", "Bearer"));
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
			Json.read(call.body()).forEachEntry((name, value) -> parameters.put(name, value.asString("")));
			return parameters;
		}
		catch (JacksonException ex) {
			return Map.of();
		}
	}

}
