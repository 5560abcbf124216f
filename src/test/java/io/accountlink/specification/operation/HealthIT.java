package io.accountlink.specification.operation;

import java.net.http.HttpRequest.BodyPublishers;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.RawHttp;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.core.io.ClassPathResource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The management port: health, build information and the bill of materials.
 */
class HealthIT extends Specification {

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
		assertThat(details.get("breakers").toString()).isEqualTo(
				"{\"read\":\"closed\",\"revoke\":\"closed\",\"search\":\"closed\",\"token\":\"closed\",\"write\":\"closed\"}");
		assertThat(health("/issuerKeys").json().at("/details/keys").asInt()).isPositive();
		String bearer = auth0.lastCall(Operation.READ).header("authorization").orElseThrow();
		assertThat(health("").body()).doesNotContain(bearer.substring(7))
			.doesNotContain(auth0.tenant().client().secret());
	}

	@Test
	void whileAuth0IsDownAnInstanceIsReadyAndTheDetailsSayWhy() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list("me").isOk();
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
	void theBuildIsNamedAndNothingElseIsSaidOfIt() {
		JsonNode information = actuator("/info").json();
		assertThat(information.propertyNames()).containsExactly("build");
		assertThat(information.get("build").propertyNames()).containsExactlyInAnyOrder("artifact", "group", "name",
				"time", "version");
		assertThat(information.at("/build/artifact").asString()).isEqualTo("account-link");
		assertThat(information.at("/build/time").asString()).as("project.build.outputTimestamp").endsWith("T00:00:00Z");
	}

	@Test
	@EnabledIf(value = "hasBillOfMaterials", disabledReason = "Maven writes the bill of materials only online")
	void theBillOfMaterialsNamesEveryLibrary() {
		assertThat(actuator("/sbom").json().toString()).isEqualTo("{\"ids\":[\"application\"]}");
		JsonNode bill = actuator("/sbom/application").json();
		assertThat(bill.get("bomFormat").asString()).isEqualTo("CycloneDX");
		assertThat(bill.at("/metadata/component/name").asString()).isEqualTo("account-link");
		assertThat(bill.get("components").valueStream().map((component) -> component.get("name").asString()))
			.contains("spring-security-web", "tomcat-embed-core", "lettuce-core", "caffeine")
			.doesNotContain("wiremock-standalone", "junit-jupiter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health?a=%zz", "/prometheus?=a", "/info?%zz=a" })
	void aQueryThatIsMalformedIsTheCallersFault(String target) {
		RawHttp.at(this.managementPort).send("GET", "/actuator" + target, "").isProblem(ProblemType.INVALID_REQUEST);
	}

	@Test
	void noOtherEndpointIsExposed() {
		assertThat(actuator("").json().get("_links").propertyNames()).containsExactlyInAnyOrder("self", "health",
				"health-path", "info", "prometheus", "sbom", "sbom-id");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health/auth0", "/info", "/sbom", "/sbom/application" })
	void nothingOfItIsOnThePortOfTheApi(String path) {
		assertThat(api().send("GET", "/actuator" + path, BodyPublishers.noBody()).status()).isEqualTo(404);
	}

	static boolean hasBillOfMaterials() {
		return new ClassPathResource("META-INF/sbom/application.cdx.json").exists();
	}

	private Response health(String path) {
		return actuator("/health" + path);
	}

	private Response actuator(String path) {
		return Api.at(this.managementPort).send("GET", "/actuator" + path, BodyPublishers.noBody());
	}

}
