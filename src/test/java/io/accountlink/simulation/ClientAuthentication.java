package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import com.nimbusds.jose.jwk.RSAKey;
import org.jspecify.annotations.Nullable;

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
		String given = givenSecret(call, parameters);
		if (given.equals(secret(Tenant.BATCH))) {
			return Tenant.BATCH;
		}
		RSAKey registered = this.key;
		if (registered != null) {
			requireAssertion(parameters, registered);
		}
		else if (!given.equals(secret(this.client))) {
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

	private static String secret(Tenant.Client client) {
		return client.id() + ":" + client.secret();
	}

	private static String givenSecret(Call call, Map<String, String> parameters) {
		return call.header("authorization")
			.filter((header) -> header.startsWith(BASIC))
			.map((header) -> decoded(header.substring(BASIC.length())))
			.orElse(parameters.get("client_id") + ":" + parameters.get("client_secret"));
	}

	private static String decoded(String credentials) {
		try {
			return new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return credentials;
		}
	}

}
