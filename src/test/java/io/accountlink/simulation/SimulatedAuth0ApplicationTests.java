package io.accountlink.simulation;

import java.util.Map;

import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Simulation whose issuer differs from its bind address, as in a container.
 */
class SimulatedAuth0ApplicationTests {

	@Test
	void theEnvironmentNamesTheTenant() throws Exception {
		Address address = Address.localOnAnyPort();
		Map<String, String> environment = Map.of("SIMULATION_PORT", Integer.toString(address.port()), "AUTH0_ISSUER",
				"http://auth0:8080/", "LINK_AUDIENCE", "https://api.example/");
		try (SimulatedAuth0 auth0 = new SimulatedAuth0Application(environment).start()) {
			SignedJWT token = SignedJWT
				.parse(new TestClient(address.localIssuer()).get("simulation/tokens/access", Map.of("sub", "auth0|bob"))
					.body());
			assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("http://auth0:8080/");
			assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://api.example/");
			assertThat(auth0.tenant().managementAudience()).isEqualTo("http://auth0:8080/api/v2/");
			assertThat(auth0.identitiesOf("auth0|bob")).hasSize(2);
		}
	}

}
