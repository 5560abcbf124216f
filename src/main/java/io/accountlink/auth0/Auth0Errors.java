package io.accountlink.auth0;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLHandshakeException;

import io.accountlink.auth0.AccountMapper.InvalidResponseException;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.ConnectionFailure;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.Inconclusive.Reason;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Error mapping: from error responses and from failures of the HTTP client to
 * {@link UpstreamException}. First it is decided whose response it is. Of Auth0's own the
 * status decides, then {@code errorCode}, then a part of the message, since Auth0
 * documents no code for most refusals of a link.
 */
@Component
final class Auth0Errors {

	private static final Log log = LogFactory.getLog(Auth0Errors.class);

	private static final int ANY_STATUS = 0;

	private static final Set<Operation> LINK = EnumSet.of(Operation.LINK);

	private static final Set<Operation> UNLINK = EnumSet.of(Operation.UNLINK);

	private static final Set<Operation> PATCH = EnumSet.of(Operation.PATCH);

	private static final Set<Operation> READS = EnumSet.of(Operation.READ, Operation.SEARCH, Operation.MEMBERSHIP);

	private static final Set<Operation> OPTIONAL = EnumSet.of(Operation.MEMBERSHIP, Operation.REVOKE);

	private static final Set<Operation> OF_ACCOUNT = EnumSet.of(Operation.READ, Operation.PATCH, Operation.MEMBERSHIP,
			Operation.REVOKE);

	private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

	// The first matching row wins. A refused link is settled by reading whatever the
	// refusal says: no refusal of a real Auth0 was ever published.
	private static final List<Row> TABLE = List.of(
			new Row(ALL, 401, null, null, Meaning.UNAUTHORIZED, Auth0Errors::tokenRejected),
			new Row(ALL, 400, "bearer", null, Meaning.UNAUTHORIZED, Auth0Errors::tokenRejected),
			new Row(OPTIONAL, 403, "insufficient_scope", null, Meaning.REFUSED,
					ProblemType.AUTH0_MISCONFIGURED::problem),
			new Row(ALL, 403, "insufficient_scope", null, Meaning.MISCONFIGURED,
					ProblemType.AUTH0_MISCONFIGURED::problem),
			new Row(PATCH, 400, null, null, Meaning.REFUSED, ProblemType.METADATA_REFUSED::problem),
			new Row(PATCH, 413, null, null, Meaning.REFUSED, ProblemType.METADATA_REFUSED::problem),
			new Row(OF_ACCOUNT, 404, null, null, Meaning.REFUSED, ProblemType.ACCOUNT_NOT_FOUND::problem),
			new Row(UNLINK, 400, null, "main identity cannot be removed", Meaning.REFUSED,
					ProblemType.PRIMARY_IDENTITY::problem),
			new Row(LINK, 400, "inexistent_connection", null, Meaning.SETTLED,
					ProblemType.CONNECTION_NOT_FOUND::problem),
			new Row(LINK, 400, null, "provider/connection is not configured", Meaning.SETTLED,
					ProblemType.CONNECTION_NOT_FOUND::problem),
			new Row(LINK, 400, "invalid_body", "on property provider", Meaning.SETTLED,
					() -> ProblemType.CONNECTION_NOT_FOUND.withDetail("Auth0 has no such provider.")),
			new Row(LINK, 400, null, "identity and the new one are the same", Meaning.SETTLED,
					ProblemType.SAME_ACCOUNT::problem),
			new Row(LINK, 400, null, "inexistent identity requires a connection", Meaning.SETTLED,
					ProblemType.CONNECTION_REQUIRED::problem),
			new Row(LINK, 400, null, "inexistent identity is not allowed", Meaning.SETTLED,
					ProblemType.SECONDARY_NOT_FOUND::problem),
			new Row(LINK, 400, null, "secondary account not found", Meaning.SETTLED,
					ProblemType.SECONDARY_NOT_FOUND::problem),
			new Row(ALL, 400, "invalid_uri", null, Meaning.SETTLED,
					() -> ProblemType.INVALID_REQUEST.withDetail("Auth0 rejects the id as malformed.")),
			new Row(ALL, 400, "invalid_query_string", null, Meaning.MALFORMED, ProblemType.AUTH0_ERROR::problem),
			new Row(ALL, 400, "invalid_body", null, Meaning.MALFORMED, ProblemType.AUTH0_ERROR::problem),
			new Row(LINK, 409, "", null, Meaning.SETTLED, ProblemType.LINKED_TO_ANOTHER_ACCOUNT::problem),
			new Row(LINK, ANY_STATUS, null, null, Meaning.SETTLED, ProblemType.LINK_REFUSED::problem),
			new Row(ALL, ANY_STATUS, null, null, Meaning.SETTLED, ProblemType.AUTH0_ERROR::problem));

	private static final List<Class<? extends Exception>> CONNECTION_FAILURE = List.of(ConnectException.class,
			HttpConnectTimeoutException.class, UnresolvedAddressException.class, SSLHandshakeException.class);

	private static final List<Class<? extends Exception>> TIMEOUT = List.of(TimeoutException.class,
			HttpTimeoutException.class);

	private static final List<Class<? extends Exception>> TOO_LARGE = List.of(DataBufferLimitException.class,
			StreamConstraintsException.class);

	private static final List<Class<? extends Exception>> OTHER_FORM = List.of(InvalidResponseException.class,
			DatabindException.class, NoSuchElementException.class);

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

	private final RetryAfterParser retryAfterParser;

	Auth0Errors(Clock clock) {
		this.retryAfterParser = new RetryAfterParser(clock);
	}

	/**
	 * The translation of the failures of an operation.
	 */
	Function<Throwable, UpstreamException> of(Operation operation) {
		return (failure) -> (failure instanceof WebClientResponseException response)
				? translate(operation, ErrorResponse.of(operation, response), response)
				: translateFault(operation, failure);
	}

	/**
	 * Whether a response exceeds the limits on its size, its depth or the length of a
	 * number in it.
	 */
	static boolean isTooLarge(Throwable failure) {
		return isCausedBy(failure, TOO_LARGE);
	}

	/**
	 * Auth0 reported success, and the identities in its response contradict that.
	 */
	static Inconclusive contradictoryResponse() {
		return new Inconclusive(ProblemType.AUTH0_ERROR.problem(), Reason.SERVER_ERROR, null);
	}

	// A 2xx status here is that of a success with another media type, or cut off.
	private UpstreamException translate(Operation operation, ErrorResponse response, Throwable cause) {
		if (response.isRateLimit() || (operation == Operation.TOKEN && response.isRateLimitOfTokens())) {
			return rateLimited(operation, response);
		}
		if (response.status() == 408) {
			return new Inconclusive(ProblemType.AUTH0_ERROR.problem(), Reason.REQUEST_TIMEOUT, null);
		}
		if (response.status() >= 500) {
			return serverError(operation, response, cause);
		}
		if (response.status() < 300) {
			return translateFault(operation, cause);
		}
		return response.isNotReached() ? notReached(operation, response) : refusal(operation, response);
	}

	// Auth0 itself answers with 500 or 503. Any other 5xx is that of an edge (502, 504,
	// 52x), behind which the call may still be in progress. A search that takes Auth0
	// over 2 s is 503, at each repetition.
	private static UpstreamException serverError(Operation operation, ErrorResponse response, Throwable cause) {
		boolean isOwn = response.isOfAuth0() && (response.status() == 500 || response.status() == 503);
		if (isOwn && operation == Operation.SEARCH && response.status() == 503) {
			return new Refused(ProblemType.AUTH0_ERROR.problem());
		}
		return new Inconclusive(ProblemType.AUTH0_ERROR.problem(), isOwn ? Reason.SERVER_ERROR : Reason.NO_RESPONSE,
				cause);
	}

	private static UpstreamException notReached(Operation operation, ErrorResponse response) {
		log.warn("A call did not reach Auth0: another server answered it, " + response.describe() + ".");
		Inconclusive notReached = new Inconclusive(ProblemType.AUTH0_ERROR.problem(), Reason.NOT_REACHED, null);
		return (response.status() == 401 && operation != Operation.TOKEN) ? new Unauthorized(notReached) : notReached;
	}

	private static UpstreamException refusal(Operation operation, ErrorResponse response) {
		if (operation == Operation.TOKEN) {
			logMisconfiguration(response, "rejects this service's credentials");
			return new Refused(ProblemType.AUTH0_MISCONFIGURED.problem());
		}
		return TABLE.stream()
			.filter((row) -> row.matches(operation, response))
			.findFirst()
			.orElseThrow()
			.meant(response);
	}

	private UpstreamException rateLimited(Operation operation, ErrorResponse response) {
		Duration wait = this.retryAfterParser.retryAfter(response.headers());
		Duration told = (wait != null) ? wait : DEFAULT_RETRY_AFTER;
		return new RateLimited(ProblemType.AUTH0_BUSY.problem().retryAfter(told), wait,
				(operation == Operation.TOKEN) ? told : ownReset(response));
	}

	// Only Auth0 itself knows when its rate limit resets. A refused token request counts
	// against the limit of the tenant's logins, whoever refuses it.
	private @Nullable Duration ownReset(ErrorResponse response) {
		return response.isOfAuth0() ? this.retryAfterParser.untilReset(response.headers()) : null;
	}

	private static void logMisconfiguration(ErrorResponse response, String what) {
		log.error("Auth0 " + what + ": " + response.describe()
				+ ". Check AUTH0_CLIENT_ID, its credential, AUTH0_MANAGEMENT_AUDIENCE, and that the client is granted"
				+ " update:users and read:users.");
	}

	private static UpstreamException translateFault(Operation operation, Throwable failure) {
		if (isConnectionFailure(failure)) {
			return new NotSent(ProblemType.AUTH0_UNAVAILABLE.problem().retryAfter(DEFAULT_RETRY_AFTER), failure);
		}
		if (isCausedBy(failure, TIMEOUT)) {
			return new Inconclusive(timeout(), Reason.NO_RESPONSE, failure);
		}
		log.warn("A call to Auth0 has no usable answer: " + ConnectionFailure.describe(failure) + ".");
		return unusable(operation, failure);
	}

	// A complete response may be unusable because of one account: retrying its read does
	// not help, and other accounts are readable.
	private static UpstreamException unusable(Operation operation, Throwable failure) {
		boolean isComplete = operation != Operation.TOKEN && (isTooLarge(failure) || isCausedBy(failure, OTHER_FORM));
		if (READS.contains(operation) && (isComplete || failure instanceof CodecException)) {
			return new Refused(ProblemType.AUTH0_ERROR.problem());
		}
		return new Inconclusive(ProblemType.AUTH0_ERROR.problem(),
				isComplete ? Reason.UNUSABLE_RESPONSE : Reason.NO_RESPONSE, failure);
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

	private static ProblemException tokenRejected() {
		return ProblemType.AUTH0_MISCONFIGURED.withDetail("Auth0 rejects this service's Management API token.");
	}

	private static ProblemException timeout() {
		return ProblemType.AUTH0_TIMEOUT
			.withDetail("Auth0 did not answer in time. The request may be repeated safely.");
	}

	/**
	 * What is asked of Auth0.
	 */
	enum Operation {

		TOKEN, READ,
		/** Of users by an e-mail address or an identity. */
		SEARCH,
		/** Of roles or organizations, by a preview that can do without. */
		MEMBERSHIP, PATCH, LINK, UNLINK,
		/** The end of sessions after an unlink, which stays done without. */
		REVOKE

	}

	private enum Meaning {

		/** Nothing has changed. */
		REFUSED,
		/** Only reading the account tells whether the change is there. */
		SETTLED,
		/** The Management API token is rejected. */
		UNAUTHORIZED,
		/** A scope is missing. */
		MISCONFIGURED,
		/** The request itself is wrong: a defect of this service. */
		MALFORMED

	}

	private record Row(Set<Operation> operations, int status, @Nullable String errorCode, @Nullable String messagePart,
			Meaning meaning, Supplier<ProblemException> problem) {

		boolean matches(Operation operation, ErrorResponse response) {
			return this.operations.contains(operation)
					&& (this.status == ANY_STATUS || this.status == response.status())
					&& (this.errorCode == null || this.errorCode.equals(response.code()))
					&& (this.messagePart == null || response.message().contains(this.messagePart));
		}

		UpstreamException meant(ErrorResponse response) {
			return switch (this.meaning) {
				case REFUSED -> new Refused(this.problem.get());
				case SETTLED -> new Inconclusive(this.problem.get(), Reason.REFUSED, null);
				case UNAUTHORIZED -> new Unauthorized(new Refused(this.problem.get()));
				case MISCONFIGURED -> {
					logMisconfiguration(response, "denies this service a scope");
					yield new Inconclusive(this.problem.get(), Reason.REFUSED, null);
				}
				case MALFORMED -> {
					log.error("Auth0 rejects the form of a request, " + response.describe()
							+ ": a defect of this service.");
					yield new Inconclusive(this.problem.get(), Reason.MALFORMED, null);
				}
			};
		}

	}

}
