package io.accountlink.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Issues access tokens for the service to the machines that call it. The tenant has RBAC
 * on, so the permission is in {@code scope} and in {@code permissions}.
 */
final class MachineTokens {

	private static final Duration LIFETIME = Duration.ofDays(1);

	private static final String GRANTED = "link:any_account";

	private final Tokens tokens;

	MachineTokens(Tokens tokens) {
		this.tokens = tokens;
	}

	Answer issue(Tenant.Client machine) {
		return answer(this.tokens.machineToken(machine.id())
			.withPermission(GRANTED)
			.withRolePermission(GRANTED)
			.lasting(LIFETIME)
			.compact());
	}

	/**
	 * Issues an opaque token for a request without {@code audience}. The service rejects
	 * it.
	 */
	Answer issueForNoAudience() {
		return answer(this.tokens.opaqueToken());
	}

	private static Answer answer(String token) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("access_token", token);
		body.put("scope", GRANTED);
		body.put("expires_in", LIFETIME.toSeconds());
		body.put("token_type", "Bearer");
		return Answer.json(200, body);
	}

}
