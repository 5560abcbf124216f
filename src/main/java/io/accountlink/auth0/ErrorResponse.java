package io.accountlink.auth0;

import java.util.Locale;

import io.accountlink.auth0.Auth0Errors.Operation;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * An answer without success, and whose it is. It is Auth0's only in the form of Auth0's
 * errors: any other is that of an edge or a proxy in front of Auth0, which does not know
 * what Auth0 has or did.
 *
 * @param status the HTTP status
 * @param isOfAuth0 whether Auth0 itself answered
 * @param code {@code errorCode}, or {@code error} of the token endpoint, in lower case;
 * empty where there is none
 * @param message the text, in lower case; empty where there is none
 * @param headers the headers
 */
record ErrorResponse(int status, boolean isOfAuth0, String code, String message, HttpHeaders headers) {

	// Lenient; the mapper of the API is strict.
	private static final JsonMapper JSON = JsonMapper.shared();

	static ErrorResponse of(Operation operation, WebClientResponseException response) {
		int status = response.getStatusCode().value();
		JsonNode body = body(response);
		JsonNode code = body.path("errorCode");
		if (operation == Operation.TOKEN) {
			JsonNode error = body.path("error");
			return new ErrorResponse(status, error.isString(), text(code.isMissingNode() ? error : code),
					text(body.path("error_description")), response.getHeaders());
		}
		return new ErrorResponse(status, isStatus(body.path("statusCode"), status), text(code),
				text(body.path("message")), response.getHeaders());
	}

	/**
	 * Whether the rate limit is exhausted, whoever says so.
	 */
	boolean isRateLimit() {
		return this.status == 429 || (is4xx() && this.code.equals("too_many_requests"));
	}

	/**
	 * Whether the token endpoint tells the rate limit by another status and code. A write
	 * with this answer may have been carried out.
	 */
	boolean isRateLimitOfTokens() {
		return this.isOfAuth0 && this.message.contains("global limit has been reached");
	}

	/**
	 * Whether the call did not reach Auth0. A 404 of Auth0 is about an account only with
	 * {@code inexistent_user}: wrong paths are 404, too.
	 */
	boolean isNotReached() {
		boolean isOtherNotFound = this.status == 404 && !this.code.equals("inexistent_user");
		return this.status < 500 && (!this.isOfAuth0 || isOtherNotFound);
	}

	private boolean is4xx() {
		return this.status >= 400 && this.status < 500;
	}

	/**
	 * The status and the code for a log line, which never holds a text of Auth0's.
	 */
	String describe() {
		return "status " + this.status + (this.code.matches("[a-z0-9_]{1,64}") ? ", " + this.code : "");
	}

	private static boolean isStatus(JsonNode statusCode, int status) {
		return statusCode.isIntegralNumber() && statusCode.asInt(0) == status;
	}

	private static String text(JsonNode value) {
		return (value.isMissingNode() || value.isNull()) ? ""
				: value.asString(value.toString()).toLowerCase(Locale.ROOT);
	}

	private static JsonNode body(WebClientResponseException response) {
		try {
			return JSON.readTree(response.getResponseBodyAsByteArray());
		}
		catch (JacksonException notJson) {
			return JSON.missingNode();
		}
	}

	@Override
	public String toString() {
		return "ErrorResponse[" + this.status + ", " + (this.isOfAuth0 ? "of Auth0" : "of another server") + "]";
	}

}
