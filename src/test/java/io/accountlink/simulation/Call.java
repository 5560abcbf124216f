package io.accountlink.simulation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;

import org.springframework.web.util.UriUtils;

/**
 * Received HTTP request. Path and query stay percent-encoded.
 *
 * @param method the HTTP method
 * @param target path and query, exactly as sent
 * @param headers all headers, names in any case
 * @param body the body as text
 */
public record Call(String method, String target, Map<String, List<String>> headers, String body) {

	/** Index of the path segment with the account id. */
	static final int ACCOUNT = 3;

	static Call of(Request request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (HttpHeader header : request.getHeaders().all()) {
			headers.put(header.key(), List.copyOf(header.values()));
		}
		return new Call(request.getMethod().getName(), request.getUrl(), headers, request.getBodyAsString());
	}

	public String path() {
		return this.target.split("\\?", 2)[0];
	}

	public Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.get(name)).map(List::getFirst);
	}

	public Operation operation() {
		return Operation.of(this.method, path());
	}

	/**
	 * Whether the path names this account.
	 */
	boolean isOf(String accountId) {
		return rawSegments().size() > ACCOUNT && segment(ACCOUNT).equals(accountId);
	}

	/**
	 * Decodes a path segment once, after the path is split, so that an id may contain an
	 * encoded slash.
	 */
	String segment(int index) {
		try {
			return UriUtils.decode(rawSegments().get(index), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.invalidUserId(rawSegments().get(index));
		}
	}

	Map<String, String> query() {
		int start = this.target.indexOf('?');
		return (start < 0) ? Map.of() : parameters(this.target.substring(start + 1));
	}

	public Map<String, String> form() {
		return parameters(this.body);
	}

	boolean isForm() {
		return header("content-type").orElse("").startsWith("application/x-www-form-urlencoded");
	}

	private List<String> rawSegments() {
		return Arrays.asList(path().substring(1).split("/", -1));
	}

	private static Map<String, String> parameters(String text) {
		Map<String, String> parameters = new LinkedHashMap<>();
		for (String pair : text.split("&", -1)) {
			String[] parts = pair.split("=", 2);
			if (parts.length == 2) {
				parameters.put(decoded(parts[0]), decoded(parts[1]));
			}
		}
		return parameters;
	}

	private static String decoded(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
