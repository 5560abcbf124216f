package io.accountlink.auth0;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import javax.net.ssl.SSLHandshakeException;

import io.accountlink.auth0.IdentitiesMapper.InvalidResponseException;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.ConnectionFailure;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown.Reason;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Error mapping: from Auth0's error responses and from failures of the HTTP client to
 * {@link UpstreamException}. The status decides first, then {@code errorCode}, then a
 * part of the message, since Auth0 documents no code for most refusals of the link
 * endpoint.
 */
@Component
final class Auth0Errors {

	private static final Log log = LogFactory.getLog(Auth0Errors.class);

	private static final String REPEATABLE = " The request may be repeated safely.";

	// Lenient; the mapper of the API is strict.
	private static final JsonMapper JSON = JsonMapper.shared();

	// The first matching row wins.
	private static final List<Row> TABLE = List.of(
			new Row(400, "inexistent_connection", null, Meaning.REFUSED, ProblemType.CONNECTION_NOT_FOUND,
					"Auth0 has no such provider or connection."),
			new Row(400, null, "provider/connection is not configured", Meaning.REFUSED,
					ProblemType.CONNECTION_NOT_FOUND, "Auth0 has no such provider or connection."),
			new Row(400, null, "identity and the new one are the same", Meaning.REFUSED, ProblemType.SAME_ACCOUNT,
					"An account can't be linked to itself."),
			new Row(400, null, "inexistent identity requires a connection", Meaning.POSSIBLE_DUPLICATE,
					ProblemType.CONNECTION_REQUIRED, "Auth0 requires connection_id to identify the secondary account."),
			new Row(400, null, "inexistent identity is not allowed", Meaning.POSSIBLE_DUPLICATE,
					ProblemType.SECONDARY_NOT_FOUND, "Auth0 has no such secondary account."),
			new Row(400, null, "secondary account not found", Meaning.POSSIBLE_DUPLICATE,
					ProblemType.SECONDARY_NOT_FOUND, "Auth0 has no such secondary account."),
			new Row(400, null, "unable to link with the secondary", Meaning.POSSIBLE_DUPLICATE,
					ProblemType.LINK_REFUSED, "Auth0 refuses to link this secondary account."),
			new Row(400, null, "main identity cannot be removed", Meaning.REFUSED, ProblemType.PRIMARY_IDENTITY,
					"An account's own first identity can't be unlinked."),
			new Row(400, "bearer", null, Meaning.UNAUTHORIZED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 rejects this service's Management API token."),
			new Row(400, "invalid_uri", null, Meaning.REFUSED, ProblemType.INVALID_REQUEST,
					"Auth0 rejects the id as malformed."),
			new Row(400, null, "on property provider", Meaning.REFUSED, ProblemType.CONNECTION_NOT_FOUND,
					"Auth0 has no such provider."),
			new Row(400, null, null, Meaning.POSSIBLE_DUPLICATE, ProblemType.LINK_REFUSED, "Auth0 refuses this link."),
			new Row(401, null, null, Meaning.UNAUTHORIZED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 rejects this service's Management API token."),
			new Row(403, null, null, Meaning.MISCONFIGURED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 denies this service a required scope."),
			new Row(404, null, null, Meaning.REFUSED, ProblemType.ACCOUNT_NOT_FOUND,
					"Auth0 has no such account; it may have been linked into another."),
			new Row(409, null, null, Meaning.POSSIBLE_DUPLICATE, ProblemType.LINKED_TO_ANOTHER_ACCOUNT,
					"The identity belongs to another account."));

	private static final Set<ProblemType> LINK_PROBLEMS = Set.of(ProblemType.SAME_ACCOUNT, ProblemType.LINK_REFUSED,
			ProblemType.LINKED_TO_ANOTHER_ACCOUNT, ProblemType.SECONDARY_NOT_FOUND, ProblemType.CONNECTION_NOT_FOUND,
			ProblemType.CONNECTION_REQUIRED);

	private static final List<Class<? extends Exception>> CONNECTION_FAILURE = List.of(ConnectException.class,
			HttpConnectTimeoutException.class, UnresolvedAddressException.class, SSLHandshakeException.class);

	private static final List<Class<? extends Exception>> UNUSABLE_RESPONSE = List.of(CodecException.class,
			DataBufferLimitException.class, InvalidResponseException.class, NoSuchElementException.class);

	// JSON of another form is a complete response of Auth0. What is no JSON may be cut
	// off, or a page of the edge in front of Auth0.
	private static final List<Class<? extends Exception>> COMPLETE_RESPONSE = List.of(InvalidResponseException.class,
			DatabindException.class);

	private static final List<Class<? extends Exception>> TOO_LARGE = List.of(DataBufferLimitException.class,
			StreamConstraintsException.class);

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

	private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

	private final RetryAfterParser retryAfterParser;

	Auth0Errors(Clock clock) {
		this.retryAfterParser = new RetryAfterParser(clock);
	}

	/**
	 * Translates the failure of a link.
	 */
	UpstreamException translateLink(Throwable failure) {
		if (isTooLarge(failure)) {
			return new OutcomeUnknown(auth0Error(), Reason.RESPONSE_TOO_LARGE, failure);
		}
		return (failure instanceof WebClientResponseException response) ? translateResponse(response)
				: translateFault(failure);
	}

	/**
	 * Translates the failure of an unlink. A 404 may mean the account or the identity:
	 * Auth0 does not document which.
	 */
	UpstreamException translateUnlink(Throwable failure) {
		UpstreamException translated = withoutLinkProblems(translateLink(failure));
		return (translated.problem().type() == ProblemType.ACCOUNT_NOT_FOUND)
				? new OutcomeUnknown(auth0Error(), Reason.POSSIBLE_DUPLICATE, null) : translated;
	}

	/**
	 * Translates the failure of a read. An unusable response to one account is not a
	 * failure of the server: retrying it does not help, and other accounts are readable.
	 */
	UpstreamException translateRead(Throwable failure) {
		if (isCausedBy(failure, UNUSABLE_RESPONSE)) {
			return new OutcomeUnknown(auth0Error(), Reason.UNKNOWN_REFUSAL, null);
		}
		return (failure instanceof TimeoutException) ? new OutcomeUnknown(timeout(), Reason.NO_RESPONSE, failure)
				: withoutLinkProblems(translateLink(failure));
	}

	/**
	 * Translates the failure of a write of metadata. A status 400 or 413 is about the
	 * metadata, except where it is about the Management API token.
	 */
	UpstreamException translateMetadataWrite(Throwable failure) {
		UpstreamException translated = withoutLinkProblems(translateLink(failure));
		boolean refused = failure instanceof WebClientResponseException response
				&& (response.getStatusCode().value() == 400 || response.getStatusCode().value() == 413);
		return (refused && !(translated instanceof Unauthorized))
				? new Refused(ProblemType.METADATA_REFUSED
					.withDetail("Auth0 refuses the user_metadata that would be added to the primary account."))
				: translated;
	}

	/**
	 * Makes a call, and throws the problem of its failure.
	 */
	static <T> T orProblem(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

	/**
	 * Whether a response exceeds the limits on its size, its depth or the length of a
	 * number in it.
	 */
	static boolean isTooLarge(Throwable failure) {
		return isCausedBy(failure, TOO_LARGE);
	}

	/**
	 * Translates the failure of a read of a secondary account. That Auth0 does not have
	 * it permits a link without its metadata and without a check of its address, so a 404
	 * of an edge in front of Auth0 must not say so.
	 */
	UpstreamException translateReadOfSecondary(Throwable failure) {
		UpstreamException translated = translateRead(failure);
		boolean isNotFound = translated.problem().type() == ProblemType.ACCOUNT_NOT_FOUND;
		return (isNotFound && failure instanceof WebClientResponseException response && !isOfAuth0(body(response)))
				? new OutcomeUnknown(auth0Error(), Reason.UNKNOWN_REFUSAL, null) : translated;
	}

	private static boolean isOfAuth0(JsonNode body) {
		return body.path("statusCode").asInt(0) == 404 || body.path("errorCode").isString();
	}

	private static UpstreamException withoutLinkProblems(UpstreamException translated) {
		return LINK_PROBLEMS.contains(translated.problem().type())
				? new OutcomeUnknown(auth0Error(), Reason.UNKNOWN_REFUSAL, null) : translated;
	}

	/**
	 * Translates the failure of a token request.
	 */
	UpstreamException translateToken(Throwable failure) {
		if (!(failure instanceof WebClientResponseException response)) {
			return (failure instanceof TimeoutException) ? new OutcomeUnknown(timeout(), Reason.NO_RESPONSE, failure)
					: translateFault(failure);
		}
		int status = response.getStatusCode().value();
		if (status == 429 || message(body(response)).contains("global limit has been reached")) {
			return rateLimited(response);
		}
		return (status >= 400 && status < 500 && status != 408)
				? misconfigured(response, "rejects this service's credentials") : unexpectedStatus(response);
	}

	/**
	 * Auth0 reported success, and the identities in its response contradict that.
	 */
	static OutcomeUnknown contradictoryResponse() {
		return new OutcomeUnknown(auth0Error(), Reason.SERVER_ERROR, null);
	}

	private UpstreamException translateResponse(WebClientResponseException response) {
		int status = response.getStatusCode().value();
		if (status == 429) {
			return rateLimited(response);
		}
		JsonNode body = body(response);
		return TABLE.stream()
			.filter((row) -> row.matches(status, errorCode(body), message(body)))
			.findFirst()
			.map((row) -> translateRow(row, response))
			.orElseGet(() -> unexpectedStatus(response));
	}

	// Auth0 itself answers with 500 or 503. Any other 5xx may come from the edge in front
	// of it (502, 504, 52x) while the call is still in progress behind the edge.
	private static UpstreamException unexpectedStatus(WebClientResponseException response) {
		int status = response.getStatusCode().value();
		if (status == 408) {
			return new OutcomeUnknown(auth0Error(), Reason.REQUEST_TIMEOUT, null);
		}
		if (status >= 400 && status < 500) {
			return new OutcomeUnknown(auth0Error(), Reason.UNKNOWN_REFUSAL, null);
		}
		return (status <= 500 || status == 503) ? new OutcomeUnknown(auth0Error(), Reason.SERVER_ERROR, response)
				: new OutcomeUnknown(auth0Error(), Reason.NO_RESPONSE, response);
	}

	private static UpstreamException translateRow(Row row, WebClientResponseException response) {
		return switch (row.meaning()) {
			case REFUSED -> new Refused(row.problem());
			case POSSIBLE_DUPLICATE -> new OutcomeUnknown(row.problem(), Reason.POSSIBLE_DUPLICATE, null);
			case UNAUTHORIZED -> new Unauthorized(row.problem());
			case MISCONFIGURED -> misconfigured(response, "denies this service a scope or a feature");
		};
	}

	private UpstreamException rateLimited(WebClientResponseException response) {
		Duration wait = this.retryAfterParser.retryAfter(response.getHeaders());
		Duration retryAfter = (wait != null && wait.compareTo(MAX_RETRY_AFTER) < 0) ? wait : DEFAULT_RETRY_AFTER;
		return new RateLimited(ProblemType.AUTH0_BUSY.withDetail("Auth0's rate limit is exhausted." + REPEATABLE)
			.retryAfter(retryAfter), wait);
	}

	private static UpstreamException misconfigured(WebClientResponseException response, String what) {
		JsonNode body = body(response);
		log.error("Auth0 " + what + ": status " + response.getStatusCode().value() + ", " + errorCode(body)
				+ ". Check AUTH0_CLIENT_ID, its credential, AUTH0_MANAGEMENT_AUDIENCE, and that the client is granted"
				+ " update:users and read:users.");
		return new Refused(misconfigured());
	}

	static ProblemException misconfigured() {
		return ProblemType.AUTH0_MISCONFIGURED
			.withDetail("Auth0 rejects this service's credentials or scopes. The service log names the cause.");
	}

	private static UpstreamException translateFault(Throwable failure) {
		if (isConnectionFailure(failure)) {
			return new NotSent(ProblemType.AUTH0_UNAVAILABLE.withDetail("Auth0 can't be reached." + REPEATABLE)
				.retryAfter(DEFAULT_RETRY_AFTER), failure);
		}
		log.warn("A call to Auth0 has no usable answer: " + ConnectionFailure.describe(failure) + ".");
		return isCausedBy(failure, COMPLETE_RESPONSE) ? new OutcomeUnknown(auth0Error(), Reason.SERVER_ERROR, failure)
				: new OutcomeUnknown(auth0Error(), Reason.NO_RESPONSE, failure);
	}

	// For a proxy that refuses the tunnel (CONNECT) the JDK has a message and no type.
	private static boolean isConnectionFailure(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return isCausedBy(failure, CONNECTION_FAILURE)
				|| (cause instanceof IOException && String.valueOf(cause.getMessage()).startsWith("Tunnel failed"));
	}

	private static boolean isCausedBy(@Nullable Throwable failure, List<Class<? extends Exception>> types) {
		return failure != null && (types.stream().anyMatch((type) -> type.isInstance(failure))
				|| isCausedBy(failure.getCause(), types));
	}

	private static ProblemException auth0Error() {
		return ProblemType.AUTH0_ERROR.withDetail("Auth0 failed to process the request." + REPEATABLE);
	}

	private static ProblemException timeout() {
		return ProblemType.AUTH0_TIMEOUT.withDetail("Auth0 did not answer in time." + REPEATABLE);
	}

	private static JsonNode body(WebClientResponseException response) {
		try {
			return JSON.readTree(response.getResponseBodyAsByteArray());
		}
		catch (JacksonException notJson) {
			return JSON.missingNode();
		}
	}

	// A log line holds only identifiers of Auth0's, never its text.
	private static String errorCode(JsonNode body) {
		String code = body.path("errorCode").asString(body.path("error").asString("")).toLowerCase(Locale.ROOT);
		return code.matches("[a-z0-9_]{1,64}") ? code : "";
	}

	private static String message(JsonNode body) {
		String message = body.path("message").asString(body.path("error_description").asString(""));
		return message.toLowerCase(Locale.ROOT);
	}

	private enum Meaning {

		/** Nothing has changed. */
		REFUSED,
		/** A repetition of a successful call is refused in the same way. */
		POSSIBLE_DUPLICATE,
		/** The Management API token is rejected. */
		UNAUTHORIZED,
		/** This service's configuration at Auth0 is wrong. */
		MISCONFIGURED

	}

	private record Row(int status, @Nullable String errorCode, @Nullable String messagePart, Meaning meaning,
			ProblemType type, String detail) {

		boolean matches(int responseStatus, String code, String message) {
			return this.status == responseStatus && (this.errorCode == null || this.errorCode.equals(code))
					&& (this.messagePart == null || message.contains(this.messagePart));
		}

		ProblemException problem() {
			return this.type.withDetail(this.detail);
		}

	}

}
