package io.accountlink.specification;

import java.net.http.HttpRequest.BodyPublishers;

import io.accountlink.simulation.Operation;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health endpoints of the management port, including the state of Auth0.
 */
class HealthTests extends Specification {

	private static final String ADA = "auth0|ada";

	@LocalManagementPort
	private int managementPort;

	@Test
	void theDetailsSayWhatAuth0DoesAndNoSecret() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list("me").isOk();
		Response health = health("/auth0");
		assertThat(health.status()).isEqualTo(200);
		JsonNode details = health.json().get("details");
		assertThat(details.get("token").asString()).isEqualTo("present");
		assertThat(details.get("token_life_seconds").asLong()).isBetween(1L, 86_400L);
		assertThat(details.get("rate_limit_remaining").asLong()).isEqualTo(49);
		assertThat(details.get("breakers").toString())
			.isEqualTo("{\"read\":\"closed\",\"token\":\"closed\",\"write\":\"closed\"}");
		assertThat(health("/issuerKeys").json().at("/details/keys").asInt()).isPositive();
		String bearer = auth0.lastCall(Operation.READ).header("authorization").orElseThrow();
		assertThat(health("").body()).doesNotContain(bearer.substring(7))
			.doesNotContain(auth0.tenant().client().secret());
	}

	@Test
	void whileAuth0IsDownAnInstanceIsReadyAndTheDetailsSayWhy() {
		auth0.isDown();
		for (int call = 0; call < 10; call++) {
			apiAs(user(ADA)).list("me");
		}
		assertThat(health("/liveness").status()).isEqualTo(200);
		assertThat(health("/readiness").status()).isEqualTo(200);
		assertThat(health("").status()).isEqualTo(200);
		assertThat(health("/auth0").json().at("/details/breakers/read").asString()).isEqualTo("open");
		assertThat(health("/auth0").json().get("status").asString()).isEqualTo("UNKNOWN");
	}

	@Test
	void nothingOfItIsOnThePortOfTheApi() {
		assertThat(api().send("GET", "/actuator/health/auth0", BodyPublishers.noBody()).status()).isEqualTo(404);
	}

	private Response health(String path) {
		return Api.at(this.managementPort).send("GET", "/actuator/health" + path, BodyPublishers.noBody());
	}

}
