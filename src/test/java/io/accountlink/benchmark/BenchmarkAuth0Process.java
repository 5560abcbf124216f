package io.accountlink.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.accountlink.simulation.Tenant;
import io.accountlink.simulation.Tokens;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of {@link BenchmarkAuth0Server}: starts the process and sends it commands.
 */
final class BenchmarkAuth0Process implements AutoCloseable {

	private final Process process;

	private final BufferedReader answers;

	private final PrintWriter commands;

	private final HttpClient http = HttpClient.newHttpClient();

	private final Tenant tenant;

	private final List<String> accessTokens = new ArrayList<>();

	private BenchmarkAuth0Process(Process process, int callers) throws Exception {
		this.process = process;
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
		this.tenant = Tenant.at(readLine());
		for (int caller = 0; caller < callers; caller++) {
			this.accessTokens.add(readLine());
		}
	}

	static BenchmarkAuth0Process start(String scheme, Path keyStore, int pairs, int callers) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new BenchmarkAuth0Process(
				new ProcessBuilder(java, "-Xmx2g", "-cp", System.getProperty("java.class.path"),
						BenchmarkAuth0Server.class.getName(), scheme, keyStore.toString(), Integer.toString(pairs),
						Integer.toString(callers))
					.redirectError(ProcessBuilder.Redirect.INHERIT)
					.start(),
				callers);
	}

	Map<String, String> settings() {
		return Map.of("AUTH0_ISSUER", this.tenant.issuer(), "AUTH0_CLIENT_ID", this.tenant.client().id(),
				"AUTH0_CLIENT_SECRET", this.tenant.client().secret(), "LINK_AUDIENCE", this.tenant.audience(),
				"LINK_ID_TOKEN_AUDIENCES", Tokens.FRONTEND);
	}

	/**
	 * Returns the body of a link: by reference, or with an ID token.
	 */
	String linkBody(int pair, boolean withIdToken) {
		return withIdToken ? "{\"link_with\":\"" + idToken("google-oauth2%7C" + pair) + "\"}"
				: "{\"provider\":\"google-oauth2\",\"user_id\":\"" + pair + "\"}";
	}

	private String idToken(String subject) {
		URI uri = URI.create(this.tenant.issuer() + "simulation/tokens/id?sub=" + subject);
		return this.http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).join().body();
	}

	/**
	 * Returns the access token of one of the callers, who take turns.
	 */
	String accessToken(int link) {
		return this.accessTokens.get(link % this.accessTokens.size());
	}

	/**
	 * Returns the number of Management API calls and token requests so far.
	 */
	int calls() throws Exception {
		return send("calls");
	}

	void setLatency(Duration time) throws Exception {
		send(time.toString());
	}

	private int send(String command) throws Exception {
		this.commands.println(command);
		return Integer.parseInt(readLine());
	}

	private String readLine() throws IOException {
		return Objects.requireNonNull(this.answers.readLine());
	}

	/**
	 * Creates a link request to Auth0, without the service in between.
	 */
	HttpRequest directLink(int pair, String managementToken) {
		return HttpRequest.newBuilder(URI.create(this.tenant.issuer() + "api/v2/users/auth0%7C" + pair + "/identities"))
			.header("Authorization", "Bearer " + managementToken)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(linkBody(pair, false)))
			.build();
	}

	String managementToken(HttpClient http) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.tenant.issuer() + "oauth/token"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers
				.ofString("grant_type=client_credentials&client_id=" + this.tenant.client().id() + "&client_secret="
						+ this.tenant.client().secret() + "&audience=" + this.tenant.managementAudience()))
			.build();
		String answer = http.send(request, BodyHandlers.ofString()).body();
		return JsonMapper.shared().readTree(answer).path("access_token").asString();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
