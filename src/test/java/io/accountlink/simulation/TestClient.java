package io.accountlink.simulation;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * HTTP client for tests of the simulation. It keeps cookies as a browser does, and
 * follows no redirect.
 */
public final class TestClient {

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(new CookieManager())
		.build();

	private final URI issuer;

	private final String[] headers;

	/**
	 * Creates a client that sends these headers, names and values, with each request.
	 */
	public TestClient(String issuer, String... headers) {
		this.issuer = URI.create(issuer);
		this.headers = headers.clone();
	}

	static TestClient of(SimulatedAuth0 auth0) {
		return of(auth0, auth0.tokens().managementToken().compact());
	}

	static TestClient of(SimulatedAuth0 auth0, String managementToken) {
		return new TestClient(auth0.issuer(), "authorization", "Bearer " + managementToken);
	}

	HttpResponse<String> read(String id) throws IOException, InterruptedException {
		return get(users(id), Map.of());
	}

	HttpResponse<String> link(String id, String body) throws IOException, InterruptedException {
		return send("POST", users(id) + "/identities", body);
	}

	HttpResponse<String> unlink(String id, String provider, String userId) throws IOException, InterruptedException {
		return send("DELETE", users(id) + "/identities/" + provider + "/" + encoded(userId), "");
	}

	HttpResponse<String> patch(String id, String body) throws IOException, InterruptedException {
		return send("PATCH", users(id), body);
	}

	public HttpResponse<String> get(String path, Map<String, String> query, String... more)
			throws IOException, InterruptedException {
		return send("GET", path + (query.isEmpty() ? "" : "?" + form(query)), "", more);
	}

	public HttpResponse<String> post(String path, Map<String, String> form, String... more)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path, more).setHeader("content-type",
				"application/x-www-form-urlencoded");
		return send(request.POST(HttpRequest.BodyPublishers.ofString(form(form))));
	}

	HttpResponse<String> send(String method, String path, String json, String... more)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path, more).setHeader("content-type", "application/json");
		return send(request.method(method, HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path, String... more) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.issuer.resolve(path))
			.header("user-agent", "simulation-tests");
		for (String[] pairs : new String[][] { this.headers, more }) {
			for (int name = 0; name < pairs.length; name += 2) {
				request.setHeader(pairs[name], pairs[name + 1]);
			}
		}
		return request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static String users(String id) {
		return "api/v2/users/" + encoded(id);
	}

	private static String form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((each) -> each.getKey() + "=" + encoded(each.getValue()))
			.collect(Collectors.joining("&"));
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
