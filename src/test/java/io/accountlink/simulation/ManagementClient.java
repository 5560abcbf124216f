package io.accountlink.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * HTTP client for tests of the simulation.
 */
final class ManagementClient {

	private static final Duration EXCHANGE_TIMEOUT = Duration.ofSeconds(1);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String issuer;

	private String token;

	ManagementClient(SimulatedAuth0 auth0) {
		this.issuer = auth0.issuer();
		this.token = auth0.tokens().managementToken().compact();
	}

	ManagementClient with(String otherToken) {
		this.token = otherToken;
		return this;
	}

	HttpResponse<String> read(String id) throws IOException {
		return send("GET", users(id), "");
	}

	HttpResponse<String> link(String id, String body) throws IOException {
		return send("POST", users(id) + "/identities", body);
	}

	HttpResponse<String> unlink(String id, String provider, String userId) throws IOException {
		return send("DELETE", users(id) + "/identities/" + provider + "/" + encoded(userId), "");
	}

	HttpResponse<String> patch(String id, String body) throws IOException {
		return send("PATCH", users(id), body);
	}

	HttpResponse<String> byEmail(String email) throws IOException {
		return get("api/v2/users-by-email?email=" + encoded(email));
	}

	HttpResponse<String> search(String query) throws IOException {
		return get(searchPath(query));
	}

	HttpResponse<String> get(String path) throws IOException {
		return send("GET", path, "");
	}

	/**
	 * Sends the given headers only, without a Management API token.
	 */
	HttpResponse<String> post(String path, String body, String... headers) throws IOException {
		HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
		return send((headers.length == 0) ? request : request.headers(headers));
	}

	HttpResponse<String> send(String method, String path, String body) throws IOException {
		return send(request(path).header("authorization", "Bearer " + this.token)
			.header("content-type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body)));
	}

	static String users(String id) {
		return "api/v2/users/" + encoded(id);
	}

	static String searchPath(String query) {
		return "api/v2/users?search_engine=v3&q=" + encoded(query);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.issuer + path)).header("user-agent", "simulation-tests");
	}

	/**
	 * Limits the time of the whole exchange. The timeout of {@link HttpRequest} ends with
	 * the response header.
	 */
	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
		CompletableFuture<HttpResponse<String>> answer = this.http.sendAsync(request.build(),
				HttpResponse.BodyHandlers.ofString());
		try {
			return answer.orTimeout(EXCHANGE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			answer.cancel(true);
			throw (ex.getCause() instanceof IOException io) ? io : new IOException(ex.getCause());
		}
	}

	private static String encoded(String segment) {
		return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
