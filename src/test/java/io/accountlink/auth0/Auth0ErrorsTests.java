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
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Refused;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Auth0Errors errors = new Auth0Errors(Clock.fixed(NOW, ZoneOffset.UTC));

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; inexistent_connection; The provider/connection is not configured.; Refused; connection_not_found
					400; -; The provider/connection is not configured.; Refused; connection_not_found
					400; -; Main identity and the new one are the same; Refused; same_account
					400; -; Linking to an inexistent identity is not allowed.; PossibleDuplicate; secondary_not_found
					400; -; Linking to an inexistent identity requires a connection.; PossibleDuplicate; connection_required
					400; -; JWT (link_with) must have an alg of RS256.; PossibleDuplicate; link_refused
					400; -; JWT (link_with) must have an aud claim that matches that of the calling token's azp.; PossibleDuplicate; link_refused
					400; -; JWT (link_with) must have the same issuer as the calling user.; PossibleDuplicate; link_refused
					400; -; Invalid token (link_with).; PossibleDuplicate; link_refused
					400; -; JWT (link_with) must contains sub claim; PossibleDuplicate; link_refused
					400; -; Unable to link with the secondary account.; PossibleDuplicate; link_refused
					400; -; Provided secondary account not found.; PossibleDuplicate; secondary_not_found
					400; invalid_body; Payload validation error: 'Additional properties not allowed: scopes'.; PossibleDuplicate; link_refused
					400; invalid_body; Payload validation error: 'No enum match for: myspace' on property provider.; Refused; connection_not_found
					400; invalid_uri; Object didn't pass validation for format user-id: 6560cd0f; Refused; invalid_request
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					400; operation_not_supported; Cross App Access Requesting App is not supported for this connection.; PossibleDuplicate; link_refused
					400; -; something new; PossibleDuplicate; link_refused
					401; -; Missing authentication; Unauthorized; auth0_misconfigured
					401; -; Expired token received for JSON Web Token validation; Unauthorized; auth0_misconfigured
					401; -; Invalid token; Unauthorized; auth0_misconfigured
					401; -; Invalid signature received for JSON Web Token validation; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: update:users; Refused; auth0_misconfigured
					403; unowned_resource; User to be acted on does not match subject in bearer token.; Refused; auth0_misconfigured
					403; insufficient_entitlement; Please upgrade your subscription to use bot detection; Refused; auth0_misconfigured
					403; operation_not_supported; The account is not allowed to perform this operation.; Refused; auth0_misconfigured
					404; inexistent_user; The user does not exist.; Refused; account_not_found
					404; -; User not found.; Refused; account_not_found
					409; -; Specified identity already exists.; PossibleDuplicate; linked_to_another_account
					409; identity_conflict; something new; PossibleDuplicate; linked_to_another_account
					429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					500; -; An internal server error occurred; NotDone; auth0_error
					502; -; Bad Gateway; Pending; auth0_error
					503; -; Service Unavailable; NotDone; auth0_error
					504; -; Gateway Timeout; Pending; auth0_error
					307; -; elsewhere; NotDone; auth0_error
					408; -; Request Timeout; Pending; auth0_error
					418; -; something new; NotDone; auth0_error
					""")
	void aRefusedLinkMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(this.errors.translateLink(answer(status, errorCode, message)), meaning, code, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-", textBlock = """
			400; -; Main identity cannot be removed.; Refused; primary_identity
			400; invalid_uri; Object didn't pass validation for format user-id: 6560cd0f; Refused; invalid_request
			400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
			400; -; something new; NotDone; auth0_error
			401; -; Invalid token; Unauthorized; auth0_misconfigured
			403; insufficient_scope; Insufficient scope, expected any of: update:users; Refused; auth0_misconfigured
			404; inexistent_user; The user does not exist.; PossibleDuplicate; auth0_error
			409; -; something new; NotDone; auth0_error
			429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
			500; -; An internal server error occurred; NotDone; auth0_error
			""")
	void aRefusedUnlinkMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(this.errors.translateUnlink(answer(status, errorCode, message)), meaning, code, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					400; invalid_query_string; Query validation error: 'String 'invalid_field' does not match pattern.; NotDone; auth0_error
					400; invalid_uri; Path validation error: Object didn't pass validation for format user-id: {id}; Refused; invalid_request
					400; Bearer; Bad HTTP authentication header format; Unauthorized; auth0_misconfigured
					401; -; Client is not global.; Unauthorized; auth0_misconfigured
					403; insufficient_scope; Insufficient scope, expected any of: read:users; Refused; auth0_misconfigured
					404; inexistent_user; The user does not exist.; Refused; account_not_found
					409; -; something new; NotDone; auth0_error
					429; too_many_requests; Global limit has been reached; RateLimited; auth0_busy
					503; -; Service Unavailable; NotDone; auth0_error
					""")
	void aRefusedReadMeansWhatItsRowSays(int status, @Nullable String errorCode, String message, String meaning,
			String code) {
		isTold(this.errors.translateRead(answer(status, errorCode, message)), meaning, code, message);
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
					429; too_many_requests; Rate limit exceeded.; RateLimited; auth0_busy
					403; access_denied; Global limit has been reached; RateLimited; auth0_busy
					500; server_error; An internal server error occurred; NotDone; auth0_error
					503; -; Service Unavailable; NotDone; auth0_error
					408; -; Request Timeout; Pending; auth0_error
					307; -; elsewhere; NotDone; auth0_error
					""")
	void aRefusedTokenMeansWhatItsRowSays(int status, String error, String description, String meaning, String code) {
		String body = json
			.writeValueAsString(json.createObjectNode().put("error", error).put("error_description", description));
		isTold(this.errors.translateToken(answer(status, body)), meaning, code, description);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bad Request", "<html>Bad Request</html>", "null", "[]", "\"text\"", "{\"message\":7}",
			"{\"message\":null,\"errorCode\":{}}", "{" })
	void theStatusAloneDecidesWhereTheBodyIsUnreadable(String body) {
		isTold(this.errors.translateLink(answer(400, body)), "PossibleDuplicate", "link_refused", "Request");
		isTold(this.errors.translateLink(answer(404, body)), "Refused", "account_not_found", "Request");
		isTold(this.errors.translateLink(answer(409, body)), "PossibleDuplicate", "linked_to_another_account",
				"Request");
		isTold(this.errors.translateUnlink(answer(400, body)), "NotDone", "auth0_error", "Request");
		isTold(this.errors.translateToken(answer(401, body)), "Refused", "auth0_misconfigured", "Request");
	}

	@Test
	void theRateLimitSaysWhenToComeAgain() {
		HttpHeaders reset = new HttpHeaders();
		reset.set("x-ratelimit-reset", Long.toString(NOW.getEpochSecond() + 7));
		ProblemException problem = this.errors.translateLink(answer(429, "{}", reset)).problem();
		assertThat(problem.retryAfter()).hasValue(Duration.ofSeconds(7));
	}

	static Stream<Throwable> faultsBeforeSending() {
		return Stream.of(new ConnectException("refused"), new HttpConnectTimeoutException("late"),
				new UnresolvedAddressException(), new SSLHandshakeException("stranger"));
	}

	@ParameterizedTest
	@MethodSource("faultsBeforeSending")
	void nothingWasSentWhereThereWasNoConnection(Throwable fault) {
		isTold(this.errors.translateLink(wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(this.errors.translateUnlink(wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(this.errors.translateRead(wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		isTold(this.errors.translateToken(wrapped(fault)), "NotSent", "auth0_unavailable", "refused");
		assertThat(this.errors.translateLink(wrapped(fault)).problem().retryAfter()).isPresent();
	}

	static Stream<Throwable> faultsAfterSending() {
		return Stream.of(new IOException("reset by peer"), new HttpTimeoutException("late"),
				new IllegalStateException("who knows"));
	}

	@ParameterizedTest
	@MethodSource("faultsAfterSending")
	void whatBecameOfItIsUnknownWhereTheConnectionBrokeLater(Throwable fault) {
		isTold(this.errors.translateLink(wrapped(fault)), "Pending", "auth0_error", String.valueOf(fault.getMessage()));
		isTold(this.errors.translateUnlink(wrapped(fault)), "Pending", "auth0_error",
				String.valueOf(fault.getMessage()));
		isTold(this.errors.translateRead(wrapped(fault)), "Pending", "auth0_error", String.valueOf(fault.getMessage()));
		isTold(this.errors.translateToken(wrapped(fault)), "Pending", "auth0_error",
				String.valueOf(fault.getMessage()));
	}

	@Test
	void aReadOrATokenThatTakesTooLongIsATimeOut() {
		isTold(this.errors.translateRead(new TimeoutException()), "Pending", "auth0_timeout", "Exception");
		isTold(this.errors.translateToken(new TimeoutException()), "Pending", "auth0_timeout", "Exception");
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
			case OutcomeUnknown unknown -> unknown(unknown);
			case Refused refused -> "Refused";
			case Unauthorized unauthorized -> "Unauthorized";
			case RateLimited limited -> "RateLimited";
			case NotSent notSent -> "NotSent";
			default -> meant.toString();
		};
	}

	private static String unknown(OutcomeUnknown unknown) {
		return unknown.isPossibleDuplicate() ? "PossibleDuplicate" : unknown.isPending() ? "Pending" : "NotDone";
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
