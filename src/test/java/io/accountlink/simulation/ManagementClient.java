package io.accountlink.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * HTTP client for tests of the simulation.
 */
final class ManagementClient {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String issuer;

	private final String token;

	ManagementClient(SimulatedAuth0 auth0) {
		this(auth0, auth0.tokens().managementToken().compact());
	}

	ManagementClient(SimulatedAuth0 auth0, String token) {
		this.issuer = auth0.issuer();
		this.token = token;
	}

	HttpResponse<String> read(String id) throws IOException, InterruptedException {
		return get("api/v2/users/" + encoded(id));
	}

	HttpResponse<String> link(String id, String body) throws IOException, InterruptedException {
		return send("POST", "api/v2/users/" + encoded(id) + "/identities", body);
	}

	HttpResponse<String> unlink(String id, String provider, String userId) throws IOException, InterruptedException {
		return send("DELETE", "api/v2/users/" + encoded(id) + "/identities/" + provider + "/" + encoded(userId), "");
	}

	HttpResponse<String> patch(String id, String body) throws IOException, InterruptedException {
		return send("PATCH", "api/v2/users/" + encoded(id), body);
	}

	HttpResponse<String> byEmail(String email) throws IOException, InterruptedException {
		return get("api/v2/users-by-email?email=" + encoded(email));
	}

	HttpResponse<String> search(String query) throws IOException, InterruptedException {
		return get("api/v2/users?search_engine=v3&q=" + encoded(query));
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send("GET", path, "");
	}

	HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
		return send(request(path).header("authorization", "Bearer " + this.token)
			.header("content-type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body)));
	}

	/**
	 * Sends the given headers only, without a Management API token.
	 */
	HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
		return send((headers.length == 0) ? request : request.headers(headers));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.issuer + path)).header("user-agent", "simulation-tests");
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static String encoded(String segment) {
		return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
