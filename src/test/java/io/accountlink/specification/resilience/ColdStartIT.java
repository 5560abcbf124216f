package io.accountlink.specification.resilience;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

import io.accountlink.AccountLinkApplication;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Start without the keys of the issuer: the instance is unready, refuses with 503, and
 * recovers.
 */
class ColdStartIT {

	@Test
	void withoutKeysTheInstanceIsUnreadyAndRecovers() {
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start()) {
			auth0.has(account("auth0|ada"));
			auth0.on(Operation.KEYS, Operation.DISCOVERY).closesTheConnection();
			try (ConfigurableApplicationContext service = start(auth0)) {
				Token token = auth0.tokens().accessToken().of("auth0|ada").withPermission("link:own_account");
				Api api = Api.at(port(service, "local.server.port")).with("Authorization", "Bearer " + token);
				Response refused = api.list("me").isProblem(ProblemType.AUTH0_UNAVAILABLE);
				assertThat(refused.header("retry-after")).hasValue("5");
				assertThat(health(service, "liveness")).isEqualTo(200);
				assertThat(health(service, "readiness")).isEqualTo(503);
				auth0.reset();
				auth0.has(account("auth0|ada"));
				Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> api.list("me").status() == 200);
				assertThat(health(service, "readiness")).isEqualTo(200);
			}
		}
	}

	private static ConfigurableApplicationContext start(SimulatedAuth0 auth0) {
		return new SpringApplicationBuilder(AccountLinkApplication.class).run("--server.port=0",
				"--management.server.port=0", "--link.shutdown.delay=0s", "--auth0.issuer=" + auth0.issuer(),
				"--auth0.client.id=" + auth0.tenant().client().id(),
				"--auth0.client.secret=" + auth0.tenant().client().secret(),
				"--link.audience=" + auth0.tenant().audience());
	}

	private static int health(ConfigurableApplicationContext service, String probe) {
		return Api.at(port(service, "local.management.port"))
			.send("GET", "/actuator/health/" + probe, BodyPublishers.noBody())
			.status();
	}

	private static int port(ConfigurableApplicationContext service, String name) {
		return service.getEnvironment().getRequiredProperty(name, Integer.class);
	}

}
