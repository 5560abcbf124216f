package io.accountlink;

import java.time.Clock;
import java.util.Map;

import io.accountlink.frontend.FrontendServer;
import io.accountlink.frontend.NodePackages;
import io.accountlink.simulation.Population;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tokens;
import io.accountlink.simulation.login.Application;
import io.accountlink.simulation.login.LoginServer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Runs the service with a simulated Auth0 for local use, and prints example requests.
 */
public final class TestAccountLinkApplication {

	private static final int AUTH0_PORT = port("SIMULATION_PORT", "8090");

	private static final int FRONTEND_PORT = port("FRONTEND_PORT", "3000");

	private static final String FRONTEND = "http://localhost:" + FRONTEND_PORT;

	private TestAccountLinkApplication() {
	}

	public static void main(String[] args) {
		FrontendServer frontend = FrontendServer.bind(FRONTEND_PORT);
		SimulatedAuth0 auth0 = SimulatedAuth0.start(AUTH0_PORT);
		auth0.servesTestTokens();
		Population.addTo(auth0);
		LoginServer logins = LoginServer.start(auth0, new Application(Tokens.FRONTEND, FRONTEND).withoutConfirmation(),
				Clock.systemUTC());
		SpringApplication application = new SpringApplication(AccountLinkApplication.class);
		application.setDefaultProperties(settings(auth0));
		application.addListeners((ApplicationListener<ApplicationReadyEvent>) (ready) -> show(ready, frontend, auth0));
		application.addListeners((ApplicationListener<ApplicationFailedEvent>) (failed) -> {
			// Their threads would keep the JVM running.
			frontend.close();
			logins.close();
			auth0.close();
		});
		application.run(args);
	}

	private static Map<String, Object> settings(SimulatedAuth0 auth0) {
		return Map.of("auth0.issuer", auth0.issuer(), "auth0.client.id", auth0.tenant().client().id(),
				"auth0.client.secret", auth0.tenant().client().secret(), "link.audience", auth0.tenant().audience(),
				"link.id.token.audiences", Tokens.FRONTEND, "link.shutdown.delay", "0s", "link.merge.user.metadata",
				true, "link.preview.also", "roles,organizations", "link.suggestion.connections",
				Population.TRUSTED_CONNECTIONS, "link.cors.allowed.origins", FRONTEND);
	}

	private static void show(ApplicationReadyEvent ready, FrontendServer frontend, SimulatedAuth0 auth0) {
		String port = ready.getApplicationContext().getEnvironment().getProperty("local.server.port", "8080");
		frontend.serve(auth0, "http://localhost:" + port);
		System.out.println(NodePackages.areInstalled()
				? """

						Example frontend: %s
						Log in as ada@example.com (Username-Password-Authentication), then link the Google account that is suggested.
						"""
					.formatted(FRONTEND)
				: """

						The example frontend cannot run: npm is missing, or npm ci failed. It needs Node.js 20.19 or later.
						""");
		printLines(port);
	}

	private static int port(String variable, String defaultPort) {
		return Integer.parseInt(System.getenv().getOrDefault(variable, defaultPort));
	}

	private static void printLines(String port) {
		System.out.println("""

				Account Link runs at http://localhost:%1$s beside a simulated Auth0. Paste these in order:

				# Which accounts seem to be Ada's, too? Her Google account: the address of both is verified and the same
				curl -i http://localhost:%1$s/accounts/me/suggestions \\
				  -H "Authorization: Bearer $(%2$s/access?sub=auth0%%7Cada&permission=link:own_account')"

				# What would the link do? newsletter is copied to Ada; language is not, since she has it
				curl -i -X POST http://localhost:%1$s/accounts/me/link/preview -H 'Content-Type: application/json' \\
				  -H "Authorization: Bearer $(%2$s/access?sub=auth0%%7Cada&permission=link:own_account')" \\
				  -d '{"link_with": "'$(%2$s/id?sub=google-oauth2%%7C1234')'"}'

				# Ada links her Google account: her own access token, and an ID token of the other account
				curl -i -X POST http://localhost:%1$s/accounts/me/link -H 'Content-Type: application/json' \\
				  -H "Authorization: Bearer $(%2$s/access?sub=auth0%%7Cada&permission=link:own_account')" \\
				  -d '{"link_with": "'$(%2$s/id?sub=google-oauth2%%7C1234')'"}'

				# Ada lists her identities
				curl -i http://localhost:%1$s/accounts/me/identities \\
				  -H "Authorization: Bearer $(%2$s/access?sub=auth0%%7Cada&permission=link:own_account')"

				# A machine asks where the Google account went: account_id names Ada's
				curl -i 'http://localhost:%1$s/accounts/google-oauth2|1234' \\
				  -H "Authorization: Bearer $(%2$s/access?sub=batch@clients&permission=link:any_account')"

				# A machine links a GitHub account by its id
				curl -i -X POST 'http://localhost:%1$s/accounts/auth0|ada/link' -H 'Content-Type: application/json' \\
				  -H "Authorization: Bearer $(%2$s/access?sub=batch@clients&permission=link:any_account')" \\
				  -d '{"provider": "github", "user_id": "5678"}'

				# Ada may not touch Bob's account: 403
				curl -i 'http://localhost:%1$s/accounts/auth0|bob/identities' \\
				  -H "Authorization: Bearer $(%2$s/access?sub=auth0%%7Cada&permission=link:own_account')"

				Swagger UI: http://localhost:%1$s/swagger-ui/index.html
				""".formatted(port, "curl -s 'http://localhost:" + AUTH0_PORT + "/simulation/tokens"));
	}

}
