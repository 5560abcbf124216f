package io.accountlink.specification.resilience;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Address;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tenant;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Relay;
import io.accountlink.support.Response;
import io.accountlink.support.RunningInstance;
import io.accountlink.support.Specification;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * A firewall drops the packets to Auth0: nothing was sent, whatever ended the wait.
 */
class DroppedPacketsIT {

	private static final String ADA = "auth0|ada";

	static Stream<Arguments> requests() {
		return Stream.of(request("link", "6s", (api) -> api.link(ADA, "google-oauth2", "7")),
				request("link", "2s", (api) -> api.link(ADA, "google-oauth2", "7")),
				request("unlink", "2s", (api) -> api.unlink(ADA, "github", "5")),
				request("preview", "2s", (api) -> api.preview(ADA, "google-oauth2", "7")));
	}

	private static Arguments request(String action, String deadline, Function<Api, Response> request) {
		return argumentSet(action + " " + deadline, deadline, request);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void aCallThatNeverConnectedIsNotSent(String deadline, Function<Api, Response> request) {
		Address address = Address.localOnAnyPort();
		try (Relay firewall = Relay.plain(address.port());
				SimulatedAuth0 auth0 = SimulatedAuth0.start(address,
						Tenant.at("http://localhost:" + firewall.port() + "/"), Specification.clock);
				RunningInstance service = RunningInstance.start(auth0, Map.of("link.deadline", deadline));
				AuditTrail trail = AuditTrail.begin()) {
			auth0.has(account(ADA).withIdentity("github|5"), account("google-oauth2|7"));
			Token machine = auth0.tokens().machineToken("batch").withPermission("link:any_account");
			service.apiAs(machine).list(ADA).isOk();
			firewall.dropsPackets();
			request.apply(service.apiAs(machine)).isProblem(ProblemType.AUTH0_UNAVAILABLE);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("failed");
		}
	}

}
