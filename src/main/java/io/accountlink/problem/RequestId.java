package io.accountlink.problem;

import java.util.UUID;

import jakarta.servlet.ServletRequest;

/**
 * The id of a request: {@code X-Request-Id} of every answer, and the {@code instance} of
 * a problem. A caller's own is ignored, since two requests may have the same.
 */
public final class RequestId {

	/** Name of the response header. */
	public static final String HEADER = "X-Request-Id";

	private static final String ATTRIBUTE = RequestId.class.getName();

	private RequestId() {
	}

	/**
	 * Returns the id, a random UUID.
	 */
	public static UUID of(ServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof UUID id) {
			return id;
		}
		UUID id = UUID.randomUUID();
		request.setAttribute(ATTRIBUTE, id);
		return id;
	}

}
