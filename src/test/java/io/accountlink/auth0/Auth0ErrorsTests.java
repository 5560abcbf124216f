package io.accountlink.auth0;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Maps every documented or recorded error response of Auth0 to a problem, one row each.
 */
class Auth0ErrorsTests {

	private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

	private static final String PENDING = "Pending";

	private static final String AUTH0_ERROR = "auth0_error";

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Auth0Errors errors = new Auth0Errors(Clock.fixed(NOW, ZoneOffset.UTC));

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; inexistent_connection; The provider/connection is not configured.; NotCarriedOut; connection_not_found
					400; -; The provider/connection is not configured.; NotCarriedOut; connection_not_found
					400; -; Main identity and the new one are the same; NotCarriedOut; same_account
					400; -; Linking to an inexistent identity is not allowed.; NotCarriedOut; secondary_not_found
					400; -; Linking to an inexistent identity requires a connection.; NotCarriedOut; connection_required
					400; -; JWT (link_with) must have an alg of RS256.; NotCarriedOut; link_refused
					400; -; JWT (link_with) must have an aud claim that matches that of the calling token's azp.; NotCarriedOut; link_refused
					400; -; JWT (link_with) must have the same issuer as the calling user.; NotCarriedOut; link_refused
					400; -; Invalid token (link_with).; NotCarriedOut; link_refused
					400; -; JWT (link_with) must contains sub claim; NotCarriedOut; link_refused
					400; -; Unable to link with the secondary account.; NotCarriedOut; link_refused
					400; -; Provided secondary account not found.; NotCarriedOut; secondary_not_found
					400; invalid_body; Payload validation error: 'Additional properties not allowed: scopes'.; NotProcessed; auth0_error
					400; invalid_body; Payload validation error: 'No enum match for: myspace' on property provider.; NotCarriedOut; connection_not_found
					400; invalid_uri; Object didn't pass validation for format user-id: 6560cd0f; NotCarriedOut; invalid_request
					400; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					400; operation_not_supported; Cross App Access Requesting App is not supported for this connection.; NotCarriedOut; link_refused
					400; -; something new; NotCarriedOut; link_refused
					401; -; Missing authentication; Unauthorized; auth0_misconfigured
					401; -; Expired token received for JSON Web Token validation; Unauthorized; auth0_misconfigured
					401; -; Invalid token; Unauthorized; auth0_misconfigured
					401; -; Invalid signature received for JSON Web Token validation; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: update:users; NotCarriedOut; auth0_misconfigured
					403; unowned_resource; User to be acted on does not match subject in bearer token.; NotCarriedOut; link_refused
					403; insufficient_entitlement; Please upgrade your subscription to use bot detection; NotCarriedOut; link_refused
					403; operation_not_supported; The account is not allowed to perform this operation.; NotCarriedOut; link_refused
					404; inexistent_user; The user does not exist.; NotCarriedOut; link_refused
					404; -; Not Found; NotProcessed; auth0_error
					409; -; Specified identity already exists.; NotCarriedOut; linked_to_another_account
					409; identity_conflict; something new; NotCarriedOut; link_refused
					413; -; something new; NotCarriedOut; link_refused
					429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					500; -; An internal server error occurred; NotDone; auth0_error
					500; -; Global limit has been reached; NotDone; auth0_error
					400; -; Global limit has been reached; NotCarriedOut; link_refused
					502; -; Bad Gateway; Pending; auth0_error
					503; -; Service Unavailable; NotDone; auth0_error
					504; -; Gateway Timeout; Pending; auth0_error
					408; -; Request Timeout; Pending; auth0_error
					418; -; something new; NotCarriedOut; link_refused
					""")
	void aRefusedLinkMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(translated(Operation.LINK, answer(status, errorCode, message)), meaning, code, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; -; Main identity cannot be removed.; Refused; primary_identity
					400; invalid_uri; Object didn't pass validation for format user-id: 6560cd0f; NotCarriedOut; invalid_request
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					400; -; something new; NotCarriedOut; auth0_error
					401; -; Invalid token; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: update:users; NotCarriedOut; auth0_misconfigured
					403; operation_not_supported; something new; NotCarriedOut; auth0_error
					404; inexistent_user; The user does not exist.; NotCarriedOut; auth0_error
					404; -; Not Found; NotProcessed; auth0_error
					409; -; something new; NotCarriedOut; auth0_error
					429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					500; -; An internal server error occurred; NotDone; auth0_error
					""")
	void aRefusedUnlinkMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(translated(Operation.UNLINK, answer(status, errorCode, message)), meaning, code, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; invalid_body; Payload validation error: 'x'; Refused; metadata_refused
					413; -; Payload too large; Refused; metadata_refused
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: update:users; NotCarriedOut; auth0_misconfigured
					404; inexistent_user; The user does not exist.; Refused; account_not_found
					404; -; Not Found; NotProcessed; auth0_error
					409; -; something new; NotCarriedOut; auth0_error
					500; -; An internal server error occurred; NotDone; auth0_error
					""")
	void aRefusedWriteOfMetadataMeansWhatItsRowSays(int status, @Nullable String errorCode, String message,
			String meaning, String code) {
		isTold(translated(Operation.PATCH, answer(status, errorCode, message)), meaning, code, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; invalid_query_string; Query validation error: 'String 'invalid_field' does not match pattern.; NotProcessed; auth0_error
					400; invalid_uri; Path validation error: Object didn't pass validation for format user-id: {id}; NotCarriedOut; invalid_request
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					401; -; Client is not global.; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: read:users; NotCarriedOut; auth0_misconfigured
					403; operation_not_supported; something new; NotCarriedOut; auth0_error
					404; inexistent_user; The user does not exist.; Refused; account_not_found
					404; -; Not Found; NotProcessed; auth0_error
					409; -; something new; NotCarriedOut; auth0_error
					429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					503; -; Service Unavailable; NotDone; auth0_error
					""")
	void aRefusedReadMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(translated(Operation.READ, answer(status, errorCode, message)), meaning, code, message);
	}

	@Test
	void aSearchThatTakesTooLongIsFinal() {
		isTold(translated(Operation.SEARCH, answer(503, null, "The query exceeded the timeout.")), "Refused",
				AUTH0_ERROR, "exceeded");
		isTold(translated(Operation.SEARCH, answer(503, "<h1>503</h1>")), PENDING, AUTH0_ERROR, "503");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`',
			textBlock = """
					401; access_denied; Unauthorized; Refused; auth0_misconfigured
					401; invalid_client; Client authentication failed; Refused; auth0_misconfigured
					403; access_denied; Client is not authorized to access "https://T/api/v2/".; Refused; auth0_misconfigured
					403; unauthorized_client; Grant type 'client_credentials' not allowed for the client.; Refused; auth0_misconfigured
					400; invalid_request; Missing required parameter: code; Refused; auth0_misconfigured
					400; unsupported_grant_type; Grant type not supported; Refused; auth0_misconfigured
					429; too_many_requests; Client quota exceeded; RateLimited; auth0_busy
					403; too_many_requests; Rate limit exceeded.; RateLimited; auth0_busy
					403; access_denied; Global limit has been reached; RateLimited; auth0_busy
					500; server_error; An internal server error occurred; NotDone; auth0_error
					503; temporarily_unavailable; Service Unavailable; NotDone; auth0_error
					408; -; Request Timeout; Pending; auth0_error
					""")
	void aRefusedTokenMeansWhatItsRowSays(int status, String error, String description, String meaning, String code) {
		String body = json
			.writeValueAsString(json.createObjectNode().put("error", error).put("error_description", description));
		isTold(translated(Operation.TOKEN, answer(status, body)), meaning, code, description);
	}

	static Stream<Arguments> answersOfOthers() {
		return Stream
			.of("", "error code: 1010", "<html>Bad Request</html>", "null", "[]", "\"text\"", "{", "{\"message\":7}",
					"{\"errorCode\":\"inexistent_user\"}", "{\"statusCode\":\"%d\"}", "{\"statusCode\":%d.5}",
					"{\"statusCode\":200}", "{\"code\":%d,\"message\":\"Specified identity already exists.\"}")
			.flatMap((body) -> IntStream.of(302, 400, 403, 404, 405, 409, 413)
				.mapToObj((status) -> Arguments.of(status, body.formatted(status))));
	}

	@ParameterizedTest
	@MethodSource("answersOfOthers")
	void whatIsNotInTheFormOfAuth0DidNotReachIt(int status, String body) {
		for (Operation operation : Operation.values()) {
			isTold(translated(operation, answer(status, body)), "NotProcessed", AUTH0_ERROR, "Request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<h1>503</h1>", "{}", "{\"statusCode\":500}" })
	void a503ThatIsNotOfAuth0LeavesTheOutcomeOpen(String body) {
		for (Operation operation : Operation.values()) {
			isTold(translated(operation, answer(503, body)), PENDING, AUTH0_ERROR, "503");
		}
	}

	@Test
	void a401OfAnotherServerIsNoMisconfiguration() {
		isTold(translated(Operation.LINK, answer(401, "<h1>401</h1>")), "Unauthorized", AUTH0_ERROR, "401");
		isTold(translated(Operation.TOKEN, answer(401, "<h1>401</h1>")), "NotProcessed", AUTH0_ERROR, "401");
	}

	@Test
	void aSuccessThatCannotBeReadLeavesTheOutcomeOpen() {
		isTold(translated(Operation.LINK, answer(201, "<h1>Welcome</h1>")), PENDING, AUTH0_ERROR, "Welcome");
	}

	@Test
	void theRateLimitSaysWhenToComeAgain() {
		HttpHeaders reset = new HttpHeaders();
		reset.set("x-ratelimit-reset", Long.toString(NOW.getEpochSecond() + 7));
		ProblemException problem = translated(Operation.LINK, answer(429, "{}", reset)).problem();
		assertThat(problem.retryAfter()).hasValue(Duration.ofSeconds(7));
	}

	static Stream<Throwable> faultsBeforeSending() {
		return Stream.of(new ConnectException("refused"), new HttpConnectTimeoutException("late"),
				new UnresolvedAddressException(), new SSLHandshakeException("stranger"));
	}

	@ParameterizedTest
	@MethodSource("faultsBeforeSending")
	void nothingWasSentWhereThereWasNoConnection(Throwable fault) {
		isTold(translated(Operation.LINK, wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(translated(Operation.UNLINK, wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(translated(Operation.READ, wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(translated(Operation.TOKEN, wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		assertThat(translated(Operation.LINK, wrapped(fault)).problem().retryAfter()).isPresent();
	}

	static Stream<Throwable> faultsAfterSending() {
		return Stream.of(new IOException("reset by peer"), new IllegalStateException("who knows"));
	}

	@ParameterizedTest
	@MethodSource("faultsAfterSending")
	void whatBecameOfItIsUnknownWhereTheConnectionBrokeLater(Throwable fault) {
		isTold(translated(Operation.LINK, wrapped(fault)), PENDING, AUTH0_ERROR, String.valueOf(fault.getMessage()));
		isTold(translated(Operation.UNLINK, wrapped(fault)), PENDING, AUTH0_ERROR, String.valueOf(fault.getMessage()));
		isTold(translated(Operation.READ, wrapped(fault)), PENDING, AUTH0_ERROR, String.valueOf(fault.getMessage()));
		isTold(translated(Operation.TOKEN, wrapped(fault)), PENDING, AUTH0_ERROR, String.valueOf(fault.getMessage()));
	}

	@ParameterizedTest
	@EnumSource(Operation.class)
	void aCallThatTakesTooLongIsATimeOut(Operation operation) {
		isTold(translated(operation, new TimeoutException()), PENDING, "auth0_timeout", "Exception");
		isTold(translated(operation, wrapped(new HttpTimeoutException("late"))), PENDING, "auth0_timeout", "late");
	}

	private UpstreamException translated(Operation operation, Throwable failure) {
		return this.errors.of(operation).apply(failure);
	}

	private static void isTold(UpstreamException meant, String meaning, String code, String secret) {
		assertThat(meaning(meant)).isEqualTo(meaning);
		ProblemException problem = meant.problem();
		assertThat(problem.type().code()).isEqualTo(code);
		assertThat(problem.detail()).isNotBlank().doesNotContain(secret);
		assertThat(problem.type().status()).isNotIn(401, 403);
		assertThat(problem.retryAfter().isPresent())
			.isEqualTo(problem.type() == ProblemType.AUTH0_BUSY || problem.type() == ProblemType.AUTH0_UNAVAILABLE);
	}

	private static String meaning(UpstreamException meant) {
		return switch (meant) {
			case Inconclusive unknown -> unknown(unknown);
			case Refused refused -> "Refused";
			case Unauthorized unauthorized -> "Unauthorized";
			case RateLimited limited -> "RateLimited";
			case NotSent notSent -> "NotSent";
			default -> meant.toString();
		};
	}

	private static String unknown(Inconclusive unknown) {
		if (unknown.isNotProcessed()) {
			return "NotProcessed";
		}
		return unknown.isNotCarriedOut() ? "NotCarriedOut" : unknown.isPending() ? PENDING : "NotDone";
	}

	private static WebClientResponseException answer(int status, @Nullable String errorCode, String message) {
		var body = json.createObjectNode()
			.put("statusCode", status)
			.put("error", "Some Reason")
			.put("message", message);
		if (errorCode != null) {
			body.put("errorCode", errorCode);
		}
		return answer(status, json.writeValueAsString(body));
	}

	private static WebClientResponseException answer(int status, String body) {
		return answer(status, body, new HttpHeaders());
	}

	private static WebClientResponseException answer(int status, String body, HttpHeaders headers) {
		return WebClientResponseException.create(status, "Reason", headers, body.getBytes(StandardCharsets.UTF_8),
				StandardCharsets.UTF_8);
	}

	private static WebClientRequestException wrapped(Throwable fault) {
		return new WebClientRequestException(fault, HttpMethod.POST, URI.create("https://acme.eu.auth0.com/"),
				new HttpHeaders());
	}

}
