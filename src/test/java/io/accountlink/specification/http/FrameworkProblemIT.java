package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.RawHttp;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Errors of Spring and Tomcat are problem details (RFC 9457) like all others.
 */
class FrameworkProblemIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String LINK = "/accounts/me/link";

	private static final String IDENTITIES = "/accounts/me/identities";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/foo", "/accounts", "/accounts/", "/accounts/me/", "/accounts/me/suggestions/",
			"/accounts/me/link/preview/", "/accounts/me/links", "/accounts/me/link/", "/accounts/me/identities/",
			"/accounts/me/identities/github", "/accounts/me/identities/github/7/x", "/Accounts/me/identities", "/error",
			"/actuator", "/actuator/health", "/favicon.ico", "/index.html", "/login", "/logout" })
	void thereIsNoSuchPath(String path) {
		apiAs(user(ADA)).send("GET", path, BodyPublishers.noBody()).isProblem(ProblemType.NOT_FOUND);
	}

	@Test
	void aPathThatDoesntExistNeedsNoToken() {
		api().send("GET", "/foo", BodyPublishers.noBody()).isProblem(ProblemType.NOT_FOUND);
		api().send("GET", "/accounts/me/foo", BodyPublishers.noBody()).isProblem(ProblemType.UNAUTHENTICATED);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /accounts/me/link, POST", "PUT, /accounts/me/link, POST", "PATCH, /accounts/me/link, POST",
			"DELETE, /accounts/me/link, POST", "POST, /accounts/me/identities, GET",
			"GET, /accounts/me/link/preview, POST", "POST, /accounts/me, GET", "DELETE, /accounts/me/suggestions, GET",
			"PUT, /accounts/me/identities, GET", "GET, /accounts/me/identities/github/7, DELETE",
			"PROPFIND, /accounts/me/identities, GET", "PURGE, /accounts/me/link, POST",
			"link, /accounts/me/link, POST" })
	void theMethodsThatAPathTakesAreNamed(String method, String path, String allowed) {
		Response response = rawAs(user(ADA)).send(method, path, "").isProblem(ProblemType.METHOD_NOT_ALLOWED);
		assertThat(response.header("Allow").orElse("").split(", ?")).contains(allowed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Range", "Accept" })
	void aHeaderThatNobodyCanReadIsTheCallersFault(String header) {
		raw().with(header, "\u0085").send("GET", "/openapi.json", "").isProblem(ProblemType.INVALID_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { LINK, "/", "/foo" })
	void traceIsNotAllowedAnywhere(String path) {
		rawAs(user(ADA)).send("TRACE", path, "").isProblem(ProblemType.METHOD_NOT_ALLOWED).doesNotContain("Bearer ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/xml", "image/*", "application/problem+json" })
	void theAnswerIsJsonOrNothing(String accepted) {
		apiAs(user(ADA)).with("Accept", accepted).list("me").isProblem(ProblemType.NOT_ACCEPTABLE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/*", "application/json", "application/json;q=0.1, text/html" })
	void whoTakesJsonGetsIt(String accepted) {
		apiAs(user(ADA)).with("Accept", accepted).list("me").isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "a/b/c", "/" })
	void whatTheCallerAcceptsMayBeUnreadable(String accepted) {
		Response response = apiAs(user(ADA)).with("Accept", accepted).list("me");
		response.isProblem(ProblemType.NOT_ACCEPTABLE);
	}

	@Test
	void problemsAreProblemsWhateverTheCallerAccepts() {
		api().with("Accept", "text/html").list("me").isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).with("Accept", "text/html").post(LINK, "{}").isProblem(ProblemType.NOT_ACCEPTABLE);
		api().with("Accept", "text/html").send("GET", "/foo", BodyPublishers.noBody()).isProblem(ProblemType.NOT_FOUND);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data",
					"multipart/form-data; boundary=x", "application/vnd.api+json", "nonsense", "application/json2" })
	void theBodyIsSentAsJson(String type) {
		Response response = apiAs(user(ADA)).with("Content-Type", type)
			.send("POST", LINK, BodyPublishers.ofString("{\"provider\":\"github\",\"user_id\":\"7\"}"));
		response.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
		auth0.received(0, Operation.LINK);
	}

	@Test
	void aBodyOfNoTypeIsNotJsonEither() {
		apiAs(user(ADA)).send("POST", LINK, BodyPublishers.ofString("{}"))
			.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "br", "identity, gzip", "x" })
	void aBodyWithAContentCodingIsAnUnsupportedMediaType(String coding) {
		Response response = apiAs(user(ADA)).with("Content-Type", "application/json")
			.with("Content-Encoding", coding)
			.send("POST", LINK, BodyPublishers.ofByteArray(new byte[] { 0x1f, (byte) 0x8b, 8 }));
		response.isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
		assertThat(response.header("Accept-Encoding")).hasValue("identity");
		Response withoutPermission = apiAs(user(ADA).without("scope")).with("Content-Type", "application/json")
			.with("Content-Encoding", coding)
			.send("POST", LINK, BodyPublishers.ofString("{}"));
		withoutPermission.isProblem(ProblemType.PERMISSION_REQUIRED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "identity", "Identity", "" })
	void aBodyMaySayThatItHasNoContentCoding(String coding) {
		auth0.has(account("github|7"));
		rawAs(machine()).with("Content-Type", "application/json")
			.with("Content-Encoding", coding)
			.with("Content-Length", "35")
			.send("POST", "/accounts/auth0%7Cada/link", "{\"provider\":\"github\",\"user_id\":\"7\"}")
			.isCreated();
	}

	@Test
	void aReadMayBeAHead() {
		Response response = rawAs(user(ADA)).send("HEAD", IDENTITIES, "");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts/%zz/identities", "/accounts/%/link", "/%00", "/%", "/accounts/me%00/identities",
			"/accounts/{id}/identities", "/accounts/\"/identities", "/accounts/<x>/identities",
			"/accounts/\\x/identities", "/accounts/^/identities", "/accounts/`/identities",
			"/accounts/\u00fc/identities", "//accounts/me/identities", "/accounts//me/identities",
			"/accounts/./me/identities", "/accounts/me/../me/identities", "/..", "/../accounts/me/identities",
			"/;/accounts/me/identities", "/accounts;x=y/me/identities" })
	void aPathIsWellFormed(String target) {
		rawAs(user(ADA)).send("GET", target, "").isProblem(ProblemType.INVALID_REQUEST).doesNotContain("<html");
		auth0.received(0, Operation.READ);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET /accounts/me/identities\r\n\r\n",
			"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
			"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
			"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
			"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
			"G@T / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
			"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
			"GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n" })
	void whatIsNoHttpIsAProblemOrNothing(String text) {
		String answer = raw().exchange(text);
		assertThat(answer).doesNotContainIgnoringCase("<html");
		if (answer.startsWith("HTTP/1.1")) {
			RawHttp.parse(answer).isProblem(ProblemType.INVALID_REQUEST);
		}
		else if (!answer.isEmpty()) {
			assertThat(Response.tree(answer).path("code").asString()).isIn("invalid_request", "unauthenticated");
		}
	}

	@Test
	void theContainersOwnRefusalOfAMalformedRequestIsAProblem() {
		raw().send("GET / HTTP/1.1\r\n\r\n").isProblem(ProblemType.INVALID_REQUEST);
		raw().send("GET / HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n").isProblem(ProblemType.INVALID_REQUEST);
		raw().send("GARBAGE\r\n\r\n").isProblem(ProblemType.INVALID_REQUEST);
		raw().with("X", "x".repeat(20_000)).send("GET", IDENTITIES, "").isProblem(ProblemType.INVALID_REQUEST);
		raw().send("GET", "/" + "x".repeat(20_000), "").isProblem(ProblemType.INVALID_REQUEST);
	}

	@Test
	void aBodyOfTwoLengthsIsReadAsOneOrNotAtAll() {
		Response response = rawAs(user(ADA)).with("Content-Type", "application/json")
			.with("Content-Length", "4")
			.with("Transfer-Encoding", "chunked")
			.send("POST", LINK, "2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
		response.isProblem(ProblemType.INVALID_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "identity", "gzip", "xchunked", "chunked, gzip" })
	void anUnknownTransferEncodingIsRefused(String encoding) {
		rawAs(user(ADA)).with("Content-Type", "application/json")
			.with("Transfer-Encoding", encoding)
			.send("POST", LINK, "2\r\n{}\r\n0\r\n\r\n")
			.isProblem(ProblemType.INVALID_REQUEST);
	}

	@Test
	void aBodyThatEndsTooEarlyIsRefused() {
		rawAs(user(ADA)).with("Content-Type", "application/json")
			.with("Content-Length", "100")
			.send("POST", LINK, "{\"provider\":")
			.isProblem(ProblemType.INVALID_REQUEST);
		rawAs(user(ADA)).with("Content-Type", "application/json")
			.with("Transfer-Encoding", "chunked")
			.send("POST", LINK, "zz\r\n")
			.isProblem(ProblemType.INVALID_REQUEST);
	}

}
