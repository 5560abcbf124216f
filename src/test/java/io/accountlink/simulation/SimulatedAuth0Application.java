package io.accountlink.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import static io.accountlink.simulation.Account.account;

/**
 * Main class of the simulation, for containers and load tests. Environment variables
 * configure it.
 */
final class SimulatedAuth0Application {

	private final Map<String, String> environment;

	SimulatedAuth0Application(Map<String, String> environment) {
		this.environment = environment;
	}

	public static void main(String[] args) {
		SimulatedAuth0 auth0 = new SimulatedAuth0Application(System.getenv()).start();
		System.out.println("Simulated Auth0 is ready: " + auth0.issuer());
	}

	SimulatedAuth0 start() {
		SimulatedAuth0 auth0 = SimulatedAuth0.start(address(), tenant(), Clock.systemUTC());
		auth0.servesTestTokens();
		arrange(auth0);
		Population.addTo(auth0);
		auth0.has(account("facebook|10150000000000001").whoseLogin(Identity::withNumericUserId));
		return auth0;
	}

	private Address address() {
		return new Address(variable("SIMULATION_BIND_ADDRESS", "127.0.0.1"),
				Integer.parseInt(variable("SIMULATION_PORT", "8090")));
	}

	private Tenant tenant() {
		Tenant defaults = Tenant.at(variable("AUTH0_ISSUER", address().localIssuer()));
		return new Tenant(defaults.issuer(), variable("AUTH0_MANAGEMENT_AUDIENCE", defaults.managementAudience()),
				variable("LINK_AUDIENCE", defaults.audience()),
				new Tenant.Client(variable("AUTH0_CLIENT_ID", defaults.client().id()),
						variable("AUTH0_CLIENT_SECRET", defaults.client().secret())));
	}

	private void arrange(SimulatedAuth0 auth0) {
		int oneIn = Integer.parseInt(variable("SIMULATION_FAILS_ONE_IN", "0"));
		if (oneIn > 0) {
			auth0.failsRandomly(oneIn, Long.parseLong(variable("SIMULATION_SEED", "1")));
		}
		auth0.onEveryCall().delaysResponses(Duration.parse(variable("SIMULATION_LATENCY", "PT0S")));
	}

	private String variable(String name, String defaultValue) {
		return this.environment.getOrDefault(name, defaultValue);
	}

}
