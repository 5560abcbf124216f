package io.accountlink.problem;

import java.net.URI;
import java.util.Locale;

/**
 * The error codes of the API, each with its HTTP status, title and usual detail. Codes
 * are stable.
 */
public enum ProblemType {

	/** The request body or an id is invalid. */
	INVALID_REQUEST(400, "Invalid request", "The %s is invalid."),
	/** The access token is missing or invalid. */
	UNAUTHENTICATED(401, "Valid access token required",
			"The request needs a valid access token for this API in its Authorization header."),
	/** The access token lacks the permission that the detail names. */
	PERMISSION_REQUIRED(403, "Permission required", "The access token lacks the permission %s."),
	/** A user requested an account other than their own. */
	NOT_OWN_ACCOUNT(403, "Not the caller's own account", "A user may act on their own account only."),
	/**
	 * A user sent {@code provider} and {@code user_id}; only an ID token proves
	 * ownership.
	 */
	PROOF_REQUIRED(403, "Proof of ownership required",
			"A user links with link_with, an ID token of the other account."),
	/**
	 * A link, unlink or preview with an access token that was issued to somebody who acts
	 * for its subject.
	 */
	DELEGATION_REFUSED(403, "Delegation refused",
			"The access token was issued to somebody who acts for its subject (act), and permits to read only."),
	/** Either account of a {@code link_with} is blocked, or the user who unlinks is. */
	ACCOUNT_BLOCKED(403, "Account blocked", "The %s account is blocked."),
	/**
	 * The client of the access token is not accepted, or its subject is neither a user
	 * nor a machine.
	 */
	CALLER_REFUSED(403, "Caller refused", "The access token was issued to a client that this service does not accept."),
	/**
	 * Auth0 has no such account; it may have been linked into another, which the search
	 * may not have found yet.
	 */
	ACCOUNT_NOT_FOUND(404, "Account not found", "Auth0 has no such account; it may have been linked into another."),
	/** The path does not exist. */
	NOT_FOUND(404, "Path not found", "The path does not exist."),
	/** The path does not support the method, or CORS refuses the origin. */
	METHOD_NOT_ALLOWED(405, "Method not allowed", "The Allow header lists the methods of this path."),
	/** The {@code Accept} header excludes {@code application/json}. */
	NOT_ACCEPTABLE(406, "Not acceptable", "The response is available as application/json only."),
	/** The identity belongs to another account, which the response never names. */
	LINKED_TO_ANOTHER_ACCOUNT(409, "Identity linked to another account", "The identity belongs to another account."),
	/** The first identity of an account cannot be unlinked. */
	PRIMARY_IDENTITY(409, "Primary identity", "An account's own first identity can't be unlinked."),
	/** The request body is larger than 16 KiB. */
	BODY_TOO_LARGE(413, "Request body too large", "The request body is larger than 16 KiB."),
	/** The request body is not {@code application/json}, or has a content coding. */
	UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", "Send the request body as application/json."),
	/** Primary and secondary account are the same. */
	SAME_ACCOUNT(422, "Same account", "An account can't be linked to itself."),
	/** The ID token is not a valid proof; the detail says why. */
	ID_TOKEN_INVALID(422, "ID token invalid", "The ID token is invalid: %s."),
	/** The ID token has expired. */
	ID_TOKEN_EXPIRED(422, "ID token expired", "The ID token has expired: log in to the other account again."),
	/** The login of the ID token is older than the configured age. */
	ID_TOKEN_TOO_OLD(422, "ID token too old",
			"The login to the other account is longer ago than %s: log in to it again."),
	/** The ID token was used for another primary account. */
	ID_TOKEN_USED(422, "ID token already used", "The ID token was used for another account: log in again."),
	/**
	 * The e-mail address or the phone number of the secondary account is not verified.
	 */
	EMAIL_UNVERIFIED(422, "E-mail address not verified", "The secondary account's %s isn't verified."),
	/** The e-mail address or the phone number of the primary account is not verified. */
	PRIMARY_EMAIL_UNVERIFIED(422, "E-mail address of the primary account not verified",
			"The primary account's %s isn't verified."),
	/** An account is not of the connections that may be linked. */
	CONNECTION_REFUSED(422, "Connection refused",
			"The %s account has a login of a connection that may not be linked here."),
	/** Auth0 has no such secondary account. */
	SECONDARY_NOT_FOUND(422, "Secondary account not found", "Auth0 has no such secondary account."),
	/** Auth0 has no such provider or connection. */
	CONNECTION_NOT_FOUND(422, "Connection not found", "Auth0 has no such provider or connection."),
	/** Several connections match; {@code connection_id} must name one. */
	CONNECTION_REQUIRED(422, "Connection required", "Auth0 requires connection_id to identify the secondary account."),
	/**
	 * The {@code user_metadata} that was to be carried over can't be, and repeating the
	 * request does not help; nothing was linked.
	 */
	METADATA_REFUSED(422, "Metadata refused",
			"Auth0 refuses the user_metadata that would be added to the primary account."),
	/** Auth0 refuses to link these accounts. */
	LINK_REFUSED(422, "Link refused", "Auth0 refuses this link."),
	/** The rate limit of the caller is exceeded. */
	TOO_MANY_REQUESTS(429, "Too many requests", "The rate limit of this user is exhausted."),
	/** The service failed unexpectedly. */
	INTERNAL_ERROR(500, "Internal error", "The service logged the error with this instance."),
	/** Auth0 refuses the credentials or scopes of this service. */
	AUTH0_MISCONFIGURED(502, "Auth0 client misconfigured",
			"Auth0 rejects this service's credentials or scopes. The service log names the cause."),
	/** Auth0 failed or sent an invalid response. */
	AUTH0_ERROR(502, "Auth0 error", "Auth0 failed to process the request. The request may be repeated safely."),
	/** The rate limit of the Auth0 tenant is exceeded. */
	AUTH0_BUSY(503, "Auth0 rate limit exceeded",
			"Auth0's rate limit is exhausted. The request may be repeated safely."),
	/**
	 * Auth0 is unreachable, its circuit breaker is open, the issuer's keys were never
	 * loaded, or the instance is shutting down.
	 */
	AUTH0_UNAVAILABLE(503, "Auth0 unavailable", "Auth0 can't be reached. The request may be repeated safely."),
	/** The instance has too many concurrent requests, or its replay cache is full. */
	OVERLOADED(503, "Service overloaded", "The instance has too many concurrent requests. Nothing was changed."),
	/**
	 * Auth0 did not answer in time, or no time was left to call it. The outcome may be
	 * unknown.
	 */
	AUTH0_TIMEOUT(504, "Auth0 timeout",
			"Auth0 gave no definite answer, so the outcome is unknown. The request may be repeated safely.");

	private final int status;

	private final String title;

	private final String detail;

	ProblemType(int status, String title, String detail) {
		this.status = status;
		this.title = title;
		this.detail = detail;
	}

	public int status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	public URI type() {
		return URI.create("urn:account-link:problem:" + code());
	}

	/**
	 * Returns the problem with its usual detail.
	 * @param values what {@code %s} in the detail stands for
	 */
	public ProblemException problem(Object... values) {
		return withDetail(this.detail.formatted(values));
	}

	/**
	 * Returns the problem with a detail that differs from the usual one.
	 */
	public ProblemException withDetail(String detail) {
		return new ProblemException(this, detail);
	}

}
