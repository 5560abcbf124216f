package io.accountlink.problem;

import java.net.URI;
import java.util.Locale;

/**
 * Every problem that a caller can meet, with the status that it comes with and the code
 * that callers program against.
 */
public enum ProblemType {

	/** The body or an id isn't of the form that the API asks for. */
	INVALID_REQUEST(400, "The request is malformed"),
	/** There is no access token, or not a valid one. */
	UNAUTHENTICATED(401, "A valid access token is required"),
	/** The access token is valid, but lacks the permission that the detail names. */
	PERMISSION_REQUIRED(403, "A permission is missing"),
	/** A user asked for an account that isn't the user's own. */
	NOT_OWN_ACCOUNT(403, "This is not the caller's own account"),
	/** A user named an identity; only an ID token proves that it is the user's. */
	PROOF_REQUIRED(403, "Ownership must be proved by an ID token"),
	/** Auth0 knows no such primary account; it may have been linked into another. */
	ACCOUNT_NOT_FOUND(404, "There is no such account"),
	/** The API has no such path. */
	NOT_FOUND(404, "There is no such path"),
	/** The path has no such method, or a browser calls from an origin that may not. */
	METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
	/** The caller accepts no media type that the API can answer in. */
	NOT_ACCEPTABLE(406, "The answer can't be had in that media type"),
	/** The identity belongs to another account; whose is never said. */
	LINKED_TO_ANOTHER_ACCOUNT(409, "The identity belongs to another account"),
	/** An account's own first identity can't be unlinked. */
	PRIMARY_IDENTITY(409, "An account's first identity can't be unlinked"),
	/** The body is larger than 16 KiB. */
	BODY_TOO_LARGE(413, "The body is too large"),
	/** The body isn't declared as JSON. */
	UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
	/** Primary and secondary account are the same. */
	SAME_ACCOUNT(422, "Both accounts are the same"),
	/** The ID token isn't one that proves an account; the detail says why. */
	ID_TOKEN_INVALID(422, "The ID token proves nothing"),
	/** The ID token has expired. */
	ID_TOKEN_EXPIRED(422, "The ID token has expired"),
	/** The login that the ID token stands for is too long ago. */
	ID_TOKEN_TOO_OLD(422, "The login is too long ago"),
	/** The ID token was already shown for another primary account. */
	ID_TOKEN_USED(422, "The ID token was used for another account"),
	/** The secondary account's e-mail address isn't verified. */
	EMAIL_UNVERIFIED(422, "The e-mail address is not verified"),
	/** Auth0 knows no such secondary account. */
	SECONDARY_NOT_FOUND(422, "There is no such secondary account"),
	/** Auth0 has no such provider or connection. */
	CONNECTION_NOT_FOUND(422, "There is no such connection"),
	/** Auth0 can't tell which connection is meant. */
	CONNECTION_REQUIRED(422, "The connection must be named"),
	/** Auth0 refuses to link these accounts. */
	LINK_REFUSED(422, "Auth0 refuses this link"),
	/** The caller's own limit is used up. */
	TOO_MANY_REQUESTS(429, "Too many requests"),
	/** A defect of the service. */
	INTERNAL_ERROR(500, "Something is broken here"),
	/** Auth0 refuses this service's own credentials or scopes. */
	AUTH0_MISCONFIGURED(502, "This service is not set up at Auth0 as it must be"),
	/** Auth0 failed, or answered what is no answer. */
	AUTH0_ERROR(502, "Auth0 failed"),
	/** The tenant's rate limit at Auth0 is used up. */
	AUTH0_BUSY(503, "Auth0 takes no more requests for now"),
	/** Auth0 can't be reached for now. */
	AUTH0_UNAVAILABLE(503, "Auth0 can't be reached"),
	/** This instance has more requests in hand than it takes. */
	OVERLOADED(503, "This instance is busy"),
	/** Auth0 didn't answer in time, and the outcome could not be learnt. */
	AUTH0_TIMEOUT(504, "Auth0 did not answer in time");

	private final int status;

	private final String title;

	ProblemType(int status, String title) {
		this.status = status;
		this.title = title;
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

	public ProblemException because(String detail) {
		return new ProblemException(this, detail);
	}

}
