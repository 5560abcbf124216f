package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.nimbusds.jose.jwk.RSAKey;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Authenticates the service by its secret or, once a public key is registered, by a
 * client assertion. A machine that calls the service has a secret.
 */
final class ClientAuthentication {

	private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

	private static final String BASIC = "Basic ";

	private final Tenant.Client client;

	private final ClientAssertions assertions;

	private volatile @Nullable RSAKey key;

	ClientAuthentication(Tenant.Client client, ClientAssertions assertions) {
		this.client = client;
		this.assertions = assertions;
	}

	void register(@Nullable RSAKey publicKey) {
		this.key = publicKey;
	}

	/**
	 * Returns the client that the request authenticates.
	 */
	Tenant.Client require(Call call, Map<String, String> parameters) {
		if (hasSecret(Tenant.BATCH, call, parameters)) {
			return Tenant.BATCH;
		}
		RSAKey registered = this.key;
		if (registered != null) {
			requireAssertion(parameters, registered);
		}
		else if (!hasSecret(this.client, call, parameters)) {
			throw Refusal.wrongClientSecret();
		}
		return this.client;
	}

	private void requireAssertion(Map<String, String> parameters, RSAKey registered) {
		String assertion = parameters.get("client_assertion");
		if (assertion == null || !ASSERTION_TYPE.equals(parameters.get("client_assertion_type"))) {
			throw Refusal.wrongClientSecret();
		}
		this.assertions.require(assertion, registered);
	}

	private static boolean hasSecret(Tenant.Client client, Call call, Map<String, String> parameters) {
		String basic = BASIC + HttpHeaders.encodeBasicAuth(client.id(), client.secret(), StandardCharsets.UTF_8);
		return call.header("authorization")
			.filter((header) -> header.startsWith(BASIC))
			.map(basic::equals)
			.orElseGet(() -> client.id().equals(parameters.get("client_id"))
					&& client.secret().equals(parameters.get("client_secret")));
	}

}
