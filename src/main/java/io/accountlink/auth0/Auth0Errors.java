package io.accountlink.auth0;

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

import javax.net.ssl.SSLHandshakeException;

import io.accountlink.auth0.Auth0Answers.UnreadableAnswerException;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.Busy;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * The one translation table: what Auth0 answers, and what keeps it from answering, to
 * what it means. Status decides first, then {@code errorCode}, then a part of the
 * message, since Auth0 publishes no code for most refusals.
 */
final class Auth0Errors {

	private static final Log log = LogFactory.getLog(Auth0Errors.class);

	private static final String REPEATABLE = " The request may be repeated safely.";

	// The first row that fits counts.
	private static final List<Row> TABLE = List.of(
			new Row(400, "inexistent_connection", null, Meaning.REFUSED, ProblemType.CONNECTION_NOT_FOUND,
					"Auth0 has no such provider or connection."),
			new Row(400, null, "provider/connection is not configured", Meaning.REFUSED,
					ProblemType.CONNECTION_NOT_FOUND, "Auth0 has no such provider or connection."),
			new Row(400, null, "identity and the new one are the same", Meaning.REFUSED, ProblemType.SAME_ACCOUNT,
					"An account can't be linked to itself."),
			new Row(400, null, "inexistent identity requires a connection", Meaning.MADE_BEFORE,
					ProblemType.CONNECTION_REQUIRED, "Auth0 needs connection_id to tell which account is meant."),
			new Row(400, null, "inexistent identity is not allowed", Meaning.MADE_BEFORE,
					ProblemType.SECONDARY_NOT_FOUND, "Auth0 knows no such secondary account."),
			new Row(400, null, "secondary account not found", Meaning.MADE_BEFORE, ProblemType.SECONDARY_NOT_FOUND,
					"Auth0 knows no such secondary account."),
			new Row(400, null, "unable to link with the secondary", Meaning.MADE_BEFORE, ProblemType.LINK_REFUSED,
					"Auth0 refuses to link this secondary account."),
			new Row(400, null, "main identity cannot be removed", Meaning.REFUSED, ProblemType.PRIMARY_IDENTITY,
					"An account's own first identity can't be unlinked."),
			new Row(400, "bearer", null, Meaning.UNAUTHORIZED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 doesn't take this service's Management API token."),
			new Row(400, "invalid_uri", null, Meaning.REFUSED, ProblemType.INVALID_REQUEST,
					"Auth0 takes this for no id."),
			new Row(400, null, "on property provider", Meaning.REFUSED, ProblemType.CONNECTION_NOT_FOUND,
					"Auth0 has no such provider."),
			new Row(400, null, null, Meaning.MADE_BEFORE, ProblemType.LINK_REFUSED, "Auth0 refuses this link."),
			new Row(401, null, null, Meaning.UNAUTHORIZED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 doesn't take this service's Management API token."),
			new Row(403, null, null, Meaning.MISCONFIGURED, ProblemType.AUTH0_MISCONFIGURED,
					"Auth0 doesn't allow this service what it needs."),
			new Row(404, null, null, Meaning.REFUSED, ProblemType.ACCOUNT_NOT_FOUND,
					"Auth0 knows no such account; it may have been linked into another."),
			new Row(409, null, null, Meaning.MADE_BEFORE, ProblemType.LINKED_TO_ANOTHER_ACCOUNT,
					"The identity belongs to another account."));

	private static final Set<ProblemType> OF_LINK_ONLY = Set.of(ProblemType.SAME_ACCOUNT, ProblemType.LINK_REFUSED,
			ProblemType.LINKED_TO_ANOTHER_ACCOUNT, ProblemType.SECONDARY_NOT_FOUND, ProblemType.CONNECTION_NOT_FOUND,
			ProblemType.CONNECTION_REQUIRED);

	private static final Duration UNREACHABLE = Duration.ofSeconds(5);

	private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

	private final Auth0RateLimit rateLimit;

	private final JsonMapper json;

	Auth0Errors(Clock clock, JsonMapper json) {
		this.rateLimit = new Auth0RateLimit(clock);
		this.json = json;
	}

	/**
	 * What it means that linking brought no success.
	 */
	UpstreamException ofLink(Throwable failure) {
		return (failure instanceof WebClientResponseException answer) ? ofAnswer(answer) : ofFault(failure);
	}

	/**
	 * What it means that unlinking brought no success. Auth0 doesn't say how it answers
	 * where there is nothing to unlink, so what isn't found may be just that.
	 */
	UpstreamException ofUnlink(Throwable failure) {
		UpstreamException meaning = withoutLinking(ofLink(failure));
		return (meaning.problem().type() == ProblemType.ACCOUNT_NOT_FOUND) ? OutcomeUnknown.madeBefore(noAnswer())
				: meaning;
	}

	/**
	 * What it means that reading brought no success. An account whose answer can't be
	 * read is as unreadable the next time, and no sign of trouble with all others.
	 */
	UpstreamException ofRead(Throwable failure) {
		if (isUnreadable(failure)) {
			return OutcomeUnknown.unheardOf(noAnswer());
		}
		return (failure instanceof TimeoutException) ? OutcomeUnknown.trouble(late(), failure)
				: withoutLinking(ofLink(failure));
	}

	private static boolean isUnreadable(@Nullable Throwable failure) {
		return switch (failure) {
			case null -> false;
			case CodecException noJson -> true;
			case DataBufferLimitException tooLarge -> true;
			case UnreadableAnswerException incomplete -> true;
			case NoSuchElementException empty -> true;
			default -> isUnreadable(failure.getCause());
		};
	}

	// The table's refusals of a link make no sense where nobody asked for one.
	private static UpstreamException withoutLinking(UpstreamException meaning) {
		return OF_LINK_ONLY.contains(meaning.problem().type()) ? OutcomeUnknown.unheardOf(noAnswer()) : meaning;
	}

	/**
	 * What it means that the token endpoint issued no token.
	 */
	UpstreamException ofToken(Throwable failure) {
		if (!(failure instanceof WebClientResponseException answer)) {
			return (failure instanceof TimeoutException) ? OutcomeUnknown.trouble(late(), failure) : ofFault(failure);
		}
		int status = answer.getStatusCode().value();
		if (status == 429 || message(body(answer)).contains("global limit has been reached")) {
			return busy(answer);
		}
		return (status >= 400 && status < 500 && status != 408)
				? misconfigured(answer, "doesn't take this service's credentials") : unknown(answer);
	}

	/**
	 * What it means that Auth0 called a change done and showed the opposite.
	 */
	static OutcomeUnknown contradiction() {
		return OutcomeUnknown.trouble(noAnswer(), null);
	}

	private UpstreamException ofAnswer(WebClientResponseException answer) {
		int status = answer.getStatusCode().value();
		if (status == 429) {
			return busy(answer);
		}
		JsonNode body = body(answer);
		return TABLE.stream()
			.filter((row) -> row.fits(status, errorCode(body), message(body)))
			.findFirst()
			.map((row) -> meaning(row, answer))
			.orElseGet(() -> unknown(answer));
	}

	private static UpstreamException unknown(WebClientResponseException answer) {
		return answer.getStatusCode().is4xxClientError() ? OutcomeUnknown.unheardOf(noAnswer())
				: OutcomeUnknown.trouble(noAnswer(), answer);
	}

	private UpstreamException meaning(Row row, WebClientResponseException answer) {
		return switch (row.meaning()) {
			case REFUSED -> new Refused(row.problem());
			case MADE_BEFORE -> OutcomeUnknown.madeBefore(row.problem());
			case UNAUTHORIZED -> new Unauthorized(row.problem());
			case MISCONFIGURED -> misconfigured(answer, "doesn't allow this service what it needs");
		};
	}

	private UpstreamException busy(WebClientResponseException answer) {
		Duration wait = this.rateLimit.waitBeforeRepeating(answer.getHeaders());
		Duration told = (wait != null && wait.compareTo(LONGEST_RETRY_AFTER) < 0) ? wait : UNREACHABLE;
		return new Busy(
				ProblemType.AUTH0_BUSY.because("Auth0's rate limit is used up. Nothing was changed.").retryAfter(told),
				wait);
	}

	// An operator has to act: nothing that a caller does can mend it.
	private UpstreamException misconfigured(WebClientResponseException answer, String what) {
		JsonNode body = body(answer);
		log.error("Auth0 " + what + ": status " + answer.getStatusCode().value() + ", " + errorCode(body)
				+ ". Check AUTH0_CLIENT_ID, its credential, AUTH0_MANAGEMENT_AUDIENCE, and that the client is granted"
				+ " update:users and read:users.");
		return new Refused(
				ProblemType.AUTH0_MISCONFIGURED.because("Auth0 refuses this service. Its operators are told why."));
	}

	private static UpstreamException ofFault(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		log.warn("A call to Auth0 failed: " + root.getClass().getName());
		if (isBeforeSending(failure)) {
			return new NotSent(ProblemType.AUTH0_UNAVAILABLE.because("Auth0 can't be reached." + REPEATABLE)
				.retryAfter(UNREACHABLE), failure);
		}
		return OutcomeUnknown.trouble(noAnswer(), failure);
	}

	private static boolean isBeforeSending(@Nullable Throwable failure) {
		return switch (failure) {
			case null -> false;
			case ConnectException refused -> true;
			case HttpConnectTimeoutException late -> true;
			case UnresolvedAddressException unknown -> true;
			case SSLHandshakeException stranger -> true;
			default -> isBeforeSending(failure.getCause());
		};
	}

	private static ProblemException noAnswer() {
		return ProblemType.AUTH0_ERROR.because("Auth0 failed, and nothing has changed so far." + REPEATABLE);
	}

	private static ProblemException late() {
		return ProblemType.AUTH0_TIMEOUT.because("Auth0 did not answer in time." + REPEATABLE);
	}

	private JsonNode body(WebClientResponseException answer) {
		try {
			return this.json.readTree(answer.getResponseBodyAsByteArray());
		}
		catch (JacksonException notJson) {
			return this.json.missingNode();
		}
	}

	// Only Auth0's own identifiers get into a log line.
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
		/** A repetition of a successful call is refused like this, too. */
		MADE_BEFORE,
		/** The Management API token isn't taken; another one may be. */
		UNAUTHORIZED,
		/** This service isn't set up at Auth0 as it must be. */
		MISCONFIGURED

	}

	private record Row(int status, @Nullable String errorCode, @Nullable String messagePart, Meaning meaning,
			ProblemType type, String detail) {

		boolean fits(int answered, String code, String message) {
			return this.status == answered && (this.errorCode == null || this.errorCode.equals(code))
					&& (this.messagePart == null || message.contains(this.messagePart));
		}

		ProblemException problem() {
			return this.type.because(this.detail);
		}

	}

}
