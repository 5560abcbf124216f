package io.accountlink.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Error response of Auth0. All error texts are in one place, because clients distinguish
 * errors by them.
 */
final class Refusal extends RuntimeException {

	private static final int BAD_REQUEST = 400;

	private static final int UNAUTHORIZED = 401;

	private static final int FORBIDDEN = 403;

	private final transient Answer answer;

	private Refusal(Answer answer) {
		super(answer.body(), null, false, false);
		this.answer = answer;
	}

	Answer answer() {
		return this.answer;
	}

	static Refusal missingAuthentication() {
		return management(UNAUTHORIZED, null, "Missing authentication");
	}

	static Refusal notABearerToken() {
		return management(BAD_REQUEST, "Bearer", "Bad HTTP authentication header format");
	}

	static Refusal invalidToken() {
		return new Refusal(unauthorized("Invalid token").with("www-authenticate", "Token error=\"Invalid token\""));
	}

	static Refusal expiredToken() {
		return new Refusal(unauthorized("Expired token received for JSON Web Token validation"));
	}

	static Refusal invalidSignature() {
		return new Refusal(unauthorized("Invalid signature received for JSON Web Token validation"));
	}

	static Refusal insufficientScope(String expected) {
		return management(FORBIDDEN, "insufficient_scope", "Insufficient scope, expected any of: " + expected);
	}

	static Refusal invalidUserId(String id) {
		return invalidPath("Object didn't pass validation for format user-id: " + id, "id (ID of the user)");
	}

	static Refusal unknownProviderInPath(String provider) {
		return invalidPath("No enum match for: " + provider, "provider (Identity provider of the identity)");
	}

	private static Refusal invalidPath(String fault, String parameter) {
		return management(BAD_REQUEST, "invalid_uri",
				"Path validation error: '" + fault + "' on property " + parameter + ".");
	}

	static Refusal invalidQuery(String fault) {
		return management(BAD_REQUEST, "invalid_query_string", "Query validation error: '" + fault + "'.");
	}

	static Refusal invalidField(String field, String allowed) {
		return invalidQuery("String '" + field
				+ "' does not match pattern. Must be a comma separated list of the following values: " + allowed);
	}

	static Refusal invalidBody(String fault) {
		return management(BAD_REQUEST, "invalid_body", "Payload validation error: '" + fault + "'.");
	}

	static Refusal invalidProperty(String fault, String property) {
		return management(BAD_REQUEST, "invalid_body",
				"Payload validation error: '" + fault + "' on property " + property + ".");
	}

	static Refusal unknownConnection() {
		return management(BAD_REQUEST, "inexistent_connection", "The provider/connection is not configured.");
	}

	static Refusal linkRefused(String message) {
		return management(BAD_REQUEST, null, message);
	}

	/**
	 * Auth0 has announced the limit; the text is not documented.
	 */
	static Refusal profileTooLarge() {
		return management(BAD_REQUEST, null, "The user profile exceeds the size limit.");
	}

	static Refusal alreadyLinked() {
		return management(409, null, "Specified identity already exists.");
	}

	static Refusal mainIdentity() {
		return management(BAD_REQUEST, null, "Main identity cannot be removed.");
	}

	static Refusal unknownUser() {
		return management(404, "inexistent_user", "The user does not exist.");
	}

	static Refusal unknownPath() {
		return management(404, null, "Not Found");
	}

	static Refusal wrongClientSecret() {
		return new Refusal(Answer.tokenError(UNAUTHORIZED, "access_denied", "Unauthorized"));
	}

	static Refusal wrongClientAssertion() {
		return new Refusal(Answer.tokenError(UNAUTHORIZED, "invalid_client", "Client authentication failed"));
	}

	static Refusal missingParameter(String name) {
		return new Refusal(Answer.tokenError(BAD_REQUEST, "invalid_request", "Missing required parameter: " + name));
	}

	static Refusal unsupportedGrant() {
		return new Refusal(Answer.tokenError(BAD_REQUEST, "unsupported_grant_type", "Grant type not supported"));
	}

	static Refusal grantNotAllowed() {
		return new Refusal(Answer.json(FORBIDDEN,
				Json.object()
					.put("error", "unauthorized_client")
					.put("error_description", "Grant type 'client_credentials' not allowed for the client.")
					.put("error_uri", "https://auth0.com/docs/clients/client-grant-types")));
	}

	static Refusal notGranted(String audience) {
		return new Refusal(Answer.tokenError(FORBIDDEN, "access_denied",
				"Client is not authorized to access \"" + audience
						+ "\". You need to create a \"client-grant\" associated to this API. "
						+ "See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"));
	}

	private static Refusal management(int status, @Nullable String errorCode, String message) {
		return new Refusal(Answer.managementError(status, errorCode, message));
	}

	private static Answer unauthorized(String message) {
		return Answer.json(UNAUTHORIZED,
				Json.object()
					.put("statusCode", UNAUTHORIZED)
					.put("error", "Unauthorized")
					.put("message", message)
					.set("attributes", Json.object().put("error", message)));
	}

}
