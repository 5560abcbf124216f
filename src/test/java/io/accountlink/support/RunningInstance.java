package io.accountlink.support;

import java.util.LinkedHashMap;
import java.util.Map;

import io.accountlink.AccountLinkApplication;
import io.accountlink.jwt.IssuerKeys;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Separate instance of the service with a separate simulated Auth0, for specifications
 * about behaviour before the first request.
 */
public final class RunningInstance implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningInstance(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts the service with default settings, overridden by these. An empty setting
	 * counts as absent.
	 */
	public static RunningInstance start(SimulatedAuth0 auth0, Map<String, String> settings) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("auth0.issuer", auth0.issuer());
		all.put("auth0.client.id", auth0.tenant().client().id());
		all.put("auth0.client.secret", auth0.tenant().client().secret());
		all.put("link.audience", auth0.tenant().audience());
		all.put("link.id.token.audiences", Tokens.FRONTEND);
		all.put("link.shutdown.delay", "0s");
		all.putAll(settings);
		SpringApplication application = new SpringApplication(AccountLinkApplication.class,
				Specification.TestClockConfiguration.class);
		application.setDefaultProperties(all);
		ConfigurableApplicationContext context = application.run("--server.port=0", "--management.server.port=0");
		Awaitility.await("the issuer's keys")
			.until(() -> context.getBean(IssuerKeys.class).health().getStatus().equals(Status.UP));
		return new RunningInstance(context);
	}

	public Api apiAs(Token accessToken) {
		return Api.at(port()).with("Authorization", "Bearer " + accessToken);
	}

	/**
	 * Returns a client for requests that an HTTP client rejects.
	 */
	public RawHttp raw() {
		return RawHttp.at(port());
	}

	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
