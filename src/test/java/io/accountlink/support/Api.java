package io.accountlink.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.accountlink.simulation.Token;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP client for the API of the service.
 */
public final class Api {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final JsonMapper json = JsonMapper.shared();

	private final int port;

	private final List<String> headers;

	private Api(int port, List<String> headers) {
		this.port = port;
		this.headers = headers;
	}

	public static Api at(int port) {
		return new Api(port, List.of());
	}

	public Api with(String header, String value) {
		List<String> more = new ArrayList<>(this.headers);
		more.add(header);
		more.add(value);
		return new Api(this.port, more);
	}

	public Response link(String account, Token idToken) {
		return link(account, Map.of("link_with", idToken.compact()));
	}

	public Response link(String account, String provider, String userId) {
		return link(account, Map.of("provider", provider, "user_id", userId));
	}

	public Response link(String account, Map<String, ?> body) {
		return post("/accounts/" + encoded(account) + "/link", json.writeValueAsString(body));
	}

	public Response preview(String account, Token idToken) {
		return preview(account, Map.of("link_with", idToken.compact()));
	}

	public Response preview(String account, String provider, String userId) {
		return preview(account, Map.of("provider", provider, "user_id", userId));
	}

	public Response preview(String account, Map<String, ?> body) {
		return post("/accounts/" + encoded(account) + "/link/preview", json.writeValueAsString(body));
	}

	public Response find(String account) {
		return get("/accounts/" + encoded(account));
	}

	public Response suggestions(String account) {
		return get("/accounts/" + encoded(account) + "/suggestions");
	}

	public Response list(String account) {
		return send("GET", "/accounts/" + encoded(account) + "/identities", BodyPublishers.noBody());
	}

	public Response unlink(String account, String provider, String userId) {
		return send("DELETE", "/accounts/" + encoded(account) + "/identities/" + provider + "/" + encoded(userId),
				BodyPublishers.noBody());
	}

	public Response get(String path) {
		return send("GET", path, BodyPublishers.noBody());
	}

	public Response post(String path, String body) {
		return with("Content-Type", "application/json").send("POST", path, BodyPublishers.ofString(body));
	}

	public Response send(String method, String path, BodyPublisher body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.method(method, body);
		if (!this.headers.isEmpty()) {
			request.headers(this.headers.toArray(String[]::new));
		}
		try {
			HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
			return Response.of(response);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static String encoded(String segment) {
		return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
