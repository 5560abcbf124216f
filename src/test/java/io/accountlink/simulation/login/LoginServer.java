package io.accountlink.simulation.login;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import io.accountlink.simulation.SimulatedAuth0;

import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/**
 * Server of the login pages and the code and refresh token grants. Browsers reach it
 * through the simulated Auth0, whose issuer it has.
 */
public final class LoginServer implements AutoCloseable {

	private final AnnotationConfigServletWebServerApplicationContext context;

	private LoginServer(AnnotationConfigServletWebServerApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts to log users in to this application.
	 */
	public static LoginServer start(SimulatedAuth0 auth0, Application application, Clock clock) {
		AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();
		context.getBeanFactory().registerSingleton("auth0", auth0);
		context.getBeanFactory().registerSingleton("application", application);
		context.getBeanFactory().registerSingleton("clock", clock);
		context.register(LoginConfiguration.class);
		context.refresh();
		auth0.forwardsLoginsTo(Objects.requireNonNull(context.getWebServer()).getPort());
		return new LoginServer(context);
	}

	/**
	 * Sets the lifetime of further access tokens. It is one day at first.
	 */
	public void accessTokensLast(Duration lifetime) {
		this.context.getBean(LoginTokens.class).accessTokensLast(lifetime);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
