package io.accountlink.openapi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import io.accountlink.problem.ProblemType;

/**
 * Problem types of each operation, with cause and example detail. A new
 * {@link ProblemType} does not compile until it is documented here.
 */
final class ProblemDocumentation {

	private static final Map<ProblemType, String> DETAILS = Map.ofEntries(
			Map.entry(ProblemType.INVALID_REQUEST, "The path is invalid."),
			Map.entry(ProblemType.UNAUTHENTICATED,
					"The request needs a valid access token for this API in its Authorization header."),
			Map.entry(ProblemType.PERMISSION_REQUIRED, "The access token lacks the permission link:own_account."),
			Map.entry(ProblemType.NOT_OWN_ACCOUNT, "A user may act on their own account only."),
			Map.entry(ProblemType.PROOF_REQUIRED, "A user links with link_with, an ID token of the other account."),
			Map.entry(ProblemType.DELEGATION_REFUSED,
					"The access token was issued to somebody who acts for its subject (act), and permits to read only."),
			Map.entry(ProblemType.ACCOUNT_BLOCKED,
					"The primary account is blocked. Nothing was linked by this request."),
			Map.entry(ProblemType.CALLER_REFUSED,
					"The access token was issued to a client that this service does not accept."),
			Map.entry(ProblemType.ACCOUNT_NOT_FOUND,
					"Auth0 has no such account; it may have been linked into another."),
			Map.entry(ProblemType.NOT_FOUND, "The path does not exist."),
			Map.entry(ProblemType.METHOD_NOT_ALLOWED, "The Allow header lists the methods of this path."),
			Map.entry(ProblemType.NOT_ACCEPTABLE, "The response is available as application/json only."),
			Map.entry(ProblemType.LINKED_TO_ANOTHER_ACCOUNT, "The identity belongs to another account."),
			Map.entry(ProblemType.PRIMARY_IDENTITY, "An account's own first identity can't be unlinked."),
			Map.entry(ProblemType.BODY_TOO_LARGE, "The request body is larger than 16 KiB."),
			Map.entry(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the request body as application/json."),
			Map.entry(ProblemType.SAME_ACCOUNT, "An account can't be linked to itself."),
			Map.entry(ProblemType.ID_TOKEN_INVALID, "The ID token is invalid: it was issued to another client."),
			Map.entry(ProblemType.ID_TOKEN_EXPIRED, "The ID token has expired: log in to the other account again."),
			Map.entry(ProblemType.ID_TOKEN_TOO_OLD,
					"The login to the other account is longer ago than PT10M: log in to it again."),
			Map.entry(ProblemType.ID_TOKEN_USED,
					"The ID token was used for another account: log in again. Nothing was linked by this request."),
			Map.entry(ProblemType.EMAIL_UNVERIFIED,
					"The secondary account's e-mail address isn't verified. Nothing was linked by this request."),
			Map.entry(ProblemType.PRIMARY_EMAIL_UNVERIFIED,
					"The primary account's e-mail address isn't verified. Nothing was linked by this request."),
			Map.entry(ProblemType.CONNECTION_REFUSED,
					"The secondary account has a login of a connection that may not be linked here. Nothing was linked by this request."),
			Map.entry(ProblemType.SECONDARY_NOT_FOUND,
					"Auth0 has no such secondary account. Nothing was linked by this request."),
			Map.entry(ProblemType.CONNECTION_NOT_FOUND, "Auth0 has no such provider or connection."),
			Map.entry(ProblemType.CONNECTION_REQUIRED,
					"Auth0 requires connection_id to identify the secondary account."),
			Map.entry(ProblemType.METADATA_REFUSED,
					"The primary account would have more than 64 KiB of user_metadata. Nothing was linked by this request."),
			Map.entry(ProblemType.LINK_REFUSED, "Auth0 refuses this link."),
			Map.entry(ProblemType.TOO_MANY_REQUESTS, "The rate limit of this user is exhausted."),
			Map.entry(ProblemType.INTERNAL_ERROR, "The service logged the error with this instance."),
			Map.entry(ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 rejects this service's credentials or scopes. The service log names the cause."),
			Map.entry(ProblemType.AUTH0_ERROR,
					"Auth0 failed to process the request. The request may be repeated safely."),
			Map.entry(ProblemType.AUTH0_BUSY, "Auth0's rate limit is exhausted. The request may be repeated safely."),
			Map.entry(ProblemType.AUTH0_UNAVAILABLE, "Auth0 can't be reached. The request may be repeated safely."),
			Map.entry(ProblemType.OVERLOADED, "The instance has too many concurrent requests. Nothing was changed."),
			Map.entry(ProblemType.AUTH0_TIMEOUT,
					"Auth0 gave no definite answer, so the outcome is unknown. The request may be repeated safely."));

	private ProblemDocumentation() {
	}

	/**
	 * Returns the problem types of an operation by status.
	 */
	static Map<Integer, List<ProblemType>> of(ApiOperation operation) {
		return Arrays.stream(ProblemType.values())
			.filter((type) -> canEnd(operation, type))
			.collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
	}

	private static boolean canEnd(ApiOperation operation, ProblemType type) {
		return switch (type) {
			case INVALID_REQUEST, UNAUTHENTICATED, PERMISSION_REQUIRED, NOT_OWN_ACCOUNT, CALLER_REFUSED,
					ACCOUNT_NOT_FOUND, NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, TOO_MANY_REQUESTS, INTERNAL_ERROR,
					AUTH0_MISCONFIGURED, AUTH0_ERROR, AUTH0_BUSY, AUTH0_UNAVAILABLE, OVERLOADED, AUTH0_TIMEOUT ->
				true;
			case DELEGATION_REFUSED, ACCOUNT_BLOCKED -> operation.hasBody() || operation == ApiOperation.UNLINK;
			case PRIMARY_IDENTITY -> operation == ApiOperation.UNLINK;
			case PROOF_REQUIRED, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, SAME_ACCOUNT, ID_TOKEN_INVALID,
					ID_TOKEN_EXPIRED, ID_TOKEN_TOO_OLD, ID_TOKEN_USED, EMAIL_UNVERIFIED, PRIMARY_EMAIL_UNVERIFIED,
					CONNECTION_REFUSED, SECONDARY_NOT_FOUND, METADATA_REFUSED ->
				operation.hasBody();
			case LINKED_TO_ANOTHER_ACCOUNT, CONNECTION_NOT_FOUND, CONNECTION_REQUIRED, LINK_REFUSED ->
				operation == ApiOperation.LINK;
		};
	}

	/**
	 * Returns the cause of a problem, from the Javadoc of its constant.
	 */
	static String cause(ProblemType type) {
		String javadoc = new CommentFormatter().format(RuntimeJavadoc.getJavadoc(type).getComment());
		return String.valueOf(JavadocText.ofJavadoc(javadoc));
	}

	/**
	 * Returns an example of the problem's {@code detail}.
	 */
	static String detail(ProblemType type) {
		return Objects.requireNonNull(DETAILS.get(type), type::code);
	}

}
