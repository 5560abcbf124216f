package io.accountlink.simulation.login;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps cookies as a browser does and leaves redirects to the test.
 */
final class Browser {

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(new CookieManager())
		.build();

	private final String issuer;

	Browser(String issuer) {
		this.issuer = issuer;
	}

	HttpResponse<String> get(String path, Map<String, String> query) throws Exception {
		return send(request(path + "?" + form(query)));
	}

	HttpResponse<String> get(String path, String accessToken) throws Exception {
		return send(request(path).header("Authorization", "Bearer " + accessToken));
	}

	HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
		return send(form(path, form));
	}

	/**
	 * Sends a form as a page of another origin does.
	 */
	HttpResponse<String> post(String path, Map<String, String> form, String origin) throws Exception {
		return send(form(path, form).header("Origin", origin));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.issuer).resolve(path));
	}

	private HttpRequest.Builder form(String path, Map<String, String> form) {
		return request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form(form)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private static String form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((each) -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

}
