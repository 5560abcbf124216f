package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Token endpoint with the client-credentials grant only. The service is granted the
 * Management API, a machine that calls it the API of the service.
 */
final class TokenEndpoint {

	private static final String GRANT_TYPE = "grant_type";

	private final Tenant tenant;

	private final ClientAuthentication authentication;

	private final ManagementTokens managementTokens;

	private final MachineTokens machineTokens;

	TokenEndpoint(Tenant tenant, ClientAuthentication authentication, ManagementTokens managementTokens,
			MachineTokens machineTokens) {
		this.tenant = tenant;
		this.authentication = authentication;
		this.managementTokens = managementTokens;
		this.machineTokens = machineTokens;
	}

	Answer answer(Call call) {
		Map<String, String> parameters = call.isForm() ? call.form() : json(call);
		requireClientCredentials(parameters.get(GRANT_TYPE));
		return clientCredentials(call, parameters);
	}

	private Answer clientCredentials(Call call, Map<String, String> parameters) {
		Tenant.Client client = this.authentication.require(call, parameters);
		String audience = parameters.get("audience");
		return client.equals(Tenant.BATCH) ? machineToken(client, audience) : managementToken(audience);
	}

	private Answer machineToken(Tenant.Client client, @Nullable String audience) {
		if (audience == null) {
			return this.machineTokens.issueForNoAudience();
		}
		requireGrant(audience, this.tenant.audience());
		return this.machineTokens.issue(client);
	}

	private Answer managementToken(@Nullable String audience) {
		if (audience == null) {
			return this.managementTokens.issueForNoAudience();
		}
		requireGrant(audience, this.tenant.managementAudience());
		return this.managementTokens.issue();
	}

	private static void requireGrant(String audience, String granted) {
		if (!audience.equals(granted)) {
			throw Refusal.notGranted(audience);
		}
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
