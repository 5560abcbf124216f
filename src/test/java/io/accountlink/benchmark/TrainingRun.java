package io.accountlink.benchmark;

import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.accountlink.settings.TlsCertificate;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tokens;
import io.accountlink.support.ServiceProcess;

import static io.accountlink.simulation.Account.account;

/**
 * Training run for the AOT cache: every kind of request, and refusals, against a
 * simulated Auth0 over https. The arguments are the command that starts the service.
 */
final class TrainingRun {

	private static final int ROUNDS = 300;

	private static final String PRIMARY = "auth0|ada";

	private static final String SECONDARY = "google-oauth2|1234";

	private final SimulatedAuth0 auth0;

	private final ServiceProcess service;

	private TrainingRun(SimulatedAuth0 auth0, ServiceProcess service) {
		this.auth0 = auth0;
		this.service = service;
	}

	public static void main(String[] arguments) throws Exception {
		TlsCertificate certificate = TlsCertificate.of(Files.createTempDirectory("training"), "localhost");
		List<String> command = new ArrayList<>(List.of(arguments));
		command.addAll(1, certificate.trustOptions());
		try (SimulatedAuth0 auth0 = SimulatedAuth0.start(certificate.keyStore())) {
			auth0.has(account(PRIMARY).withEmail("ada@example.com"), account(SECONDARY).withProfile("name", "Ada"));
			ServiceProcess service = ServiceProcess.start(command, environment(auth0), Redirect.INHERIT);
			new TrainingRun(auth0, service).run();
			service.stop();
			System.out.println("Trained in " + ROUNDS + " rounds; the service was ready after "
					+ service.startTime().toMillis() + " ms");
		}
		System.exit(0);
	}

	private static Map<String, String> environment(SimulatedAuth0 auth0) {
		return Map.of("AUTH0_ISSUER", auth0.issuer(), "AUTH0_CLIENT_ID", auth0.tenant().client().id(),
				"AUTH0_CLIENT_SECRET", auth0.tenant().client().secret(), "LINK_AUDIENCE", auth0.tenant().audience(),
				"LINK_ID_TOKEN_AUDIENCES", Tokens.FRONTEND, "LINK_RATE_LIMIT_CAPACITY", Integer.toString(10 * ROUNDS),
				"LINK_SUGGESTION_CONNECTIONS", "Username-Password-Authentication");
	}

	private void run() throws Exception {
		String user = this.auth0.tokens().accessToken().of(PRIMARY).withPermission("link:own_account").compact();
		String machine = this.auth0.tokens().machineToken("batch").withPermission("link:any_account").compact();
		String identity = "/accounts/me/identities/google-oauth2/1234";
		for (int round = 0; round < ROUNDS; round++) {
			String idToken = this.auth0.tokens().idToken().of(SECONDARY).compact();
			require(200, send("GET", "/accounts/me/suggestions", user, ""));
			require(200, send("POST", "/accounts/me/link/preview", user, "{\"link_with\":\"" + idToken + "\"}"));
			require(201, send("POST", "/accounts/me/link", user, "{\"link_with\":\"" + idToken + "\"}"));
			require(200, send("GET", "/accounts/google-oauth2%7C1234", machine, ""));
			require(200, send("GET", "/accounts/me/identities", user, ""));
			require(200, send("DELETE", identity, user, ""));
			require(201, send("POST", "/accounts/auth0%7Cada/link", machine,
					"{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}"));
			require(200, send("DELETE", identity, user, ""));
			require(403, send("GET", "/accounts/auth0%7Cbob/identities", user, ""));
			require(401, send("GET", "/accounts/me/identities", "x.y.z", ""));
		}
		require(200, this.service.management("/actuator/prometheus"));
		require(200, this.service.management("/actuator/health/liveness"));
	}

	private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
		return this.service.send(method, path, token, body);
	}

	private static void require(int status, HttpResponse<String> answer) {
		if (answer.statusCode() != status) {
			throw new IllegalStateException("Expected " + status + ", but got " + answer + ": " + answer.body());
		}
	}

}
