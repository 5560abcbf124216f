package io.accountlink.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import com.nimbusds.jose.jwk.RSAKey;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the machine-to-machine client by its secret or, once a public key is
 * registered, by a client assertion.
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

	void require(Call call, Map<String, String> parameters) {
		RSAKey registered = this.key;
		String assertion = parameters.get("client_assertion");
		if (registered == null) {
			requireSecret(call, parameters);
		}
		else if (assertion == null || !ASSERTION_TYPE.equals(parameters.get("client_assertion_type"))) {
			throw Refusal.wrongClientSecret();
		}
		else {
			this.assertions.require(assertion, registered);
		}
	}

	private void requireSecret(Call call, Map<String, String> parameters) {
		String given = call.header("authorization")
			.filter((header) -> header.startsWith(BASIC))
			.map((header) -> decoded(header.substring(BASIC.length())))
			.orElse(parameters.get("client_id") + ":" + parameters.get("client_secret"));
		if (!given.equals(this.client.id() + ":" + this.client.secret())) {
			throw Refusal.wrongClientSecret();
		}
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
