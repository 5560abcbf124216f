package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.RawConnection;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * HTTP edge cases before authentication: request smuggling, malformed requests, forwarded
 * headers, CORS and caching.
 */
class HttpEdgeCaseIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account("github|7"));
	}

	static Stream<Arguments> ambiguous() {
		String chunks = "2\r\n{}\r\n0\r\n\r\n" + SMUGGLED;
		return Stream.of(
				argumentSet("a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", chunks),
				argumentSet("chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", chunks),
				argumentSet("a folded header with chunks", "Transfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n",
						chunks),
				argumentSet("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n", "{}" + SMUGGLED),
				argumentSet("twice the same length", "Content-Length: 2\r\nContent-Length: 2\r\n", "{}" + SMUGGLED),
				argumentSet("a list of lengths", "Content-Length: 2, 2\r\n", "{}" + SMUGGLED),
				argumentSet("a length with a sign", "Content-Length: +2\r\n", "{}" + SMUGGLED),
				argumentSet("a length in hexadecimal", "Content-Length: 0x2\r\n", "{}" + SMUGGLED),
				argumentSet("a space before the colon", "Content-Length : 2\r\n", "{}" + SMUGGLED),
				argumentSet("a bare carriage return", "X: a\rContent-Length: 2\r\n", "{}" + SMUGGLED),
				argumentSet("an unknown encoding", "Transfer-Encoding: xchunked\r\n", chunks),
				argumentSet("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunks),
				argumentSet("a chunk of negative size", "Transfer-Encoding: chunked\r\n", "-2\r\n{}" + SMUGGLED),
				argumentSet("chunks without line ends", "Transfer-Encoding: chunked\r\n", "2\n{}\n0\n\n" + SMUGGLED));
	}

	@ParameterizedTest
	@MethodSource("ambiguous")
	void ambiguousRequestsCloseTheConnection(String headers, String body) {
		String answer = RawConnection.exchange(port(),
				"POST /accounts/me/link HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + user(ADA)
						+ "\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body);
		assertThat(answer).startsWith("HTTP/1.1 400 ")
			.contains("application/problem+json", "Cache-Control: no-store", "\"code\":\"invalid_request\"")
			.containsOnlyOnce("HTTP/1.1");
	}

	static Stream<Arguments> malformed() {
		String large = "x".repeat(17 * 1024);
		return Stream.of(argumentSet("no host", "GET /accounts/me/identities HTTP/1.1\r\n\r\n"),
				argumentSet("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
				argumentSet("another host in the target",
						"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				argumentSet("a large header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + large + "\r\n\r\n"),
				argumentSet("a large target", "GET /" + large + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				argumentSet("many headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: x\r\n".repeat(200) + "\r\n"),
				argumentSet("another version", "GET / HTTP/3.3\r\nHost: localhost\r\n\r\n"),
				argumentSet("a tunnel", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				argumentSet("a zero byte", "GET /accounts/a%00b/identities HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				argumentSet("a broken escape", "GET /accounts/%zz/identities HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				argumentSet("another protocol", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\r\n\r\n"));
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void whatIsNoProperRequestIsAnsweredWithAProblem(String request) {
		assertThat(RawConnection.exchange(port(), request)).startsWith("HTTP/1.1 400 ")
			.contains("application/problem+json", "Cache-Control: no-store", "\"code\":\"invalid_request\"")
			.doesNotContain("Tomcat", "Exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 10", "Content-Length: 10000000", "Transfer-Encoding: chunked" })
	void theBodyOfARefusedRequestIsNotDrained(String body) {
		for (String path : List.of("/accounts/me/link", "/nowhere")) {
			String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + body + "\r\n\r\n";
			long start = System.nanoTime();
			assertThat(RawConnection.exchange(port(), request)).startsWith("HTTP/1.1 40").contains("Connection: close");
			// Drained, it would stay open for 5 to 8 s.
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		}
	}

	@Test
	void filtersRunInTheOrderThatFilterOrderShows(@Autowired ServletWebServerApplicationContext context) {
		TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
		Context tomcat = (Context) server.getTomcat().getHost().findChildren()[0];
		assertThat(tomcat.findFilterMaps()).extracting(FilterMap::getFilterName)
			.containsSubsequence("characterEncodingFilter", "webMvcObservationFilter", "concurrencyLimitFilter",
					"auditFilter", "problemFilter", "overloadFilter", "springSecurityFilterChain", "rateLimitFilter");
	}

	@Test
	void aBodyNestedDeeplyIsRefusedAndHarmsNobody() {
		for (String deep : List.of("[".repeat(16_000), "{\"a\":".repeat(3_000), "{\"user_id\":" + "[".repeat(15_000))) {
			apiAs(machine()).post("/accounts/auth0%7Cada/link", deep).isProblem(ProblemType.INVALID_REQUEST);
		}
		apiAs(machine()).link(ADA, "github", "7").isCreated();
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" })
	void theMethodIsTheOneInTheRequestLine(String header) {
		apiAs(machine()).link(ADA, "github", "7").isCreated();
		Response response = apiAs(machine()).with(header, "DELETE")
			.post("/accounts/auth0%7Cada/identities/github/7?_method=DELETE", "_method=DELETE");
		response.isProblem(ProblemType.METHOD_NOT_ALLOWED);
		auth0.received(0, Operation.UNLINK);
	}

	@Test
	void forwardedHeadersAreIgnored() {
		Response document = api().with("Forwarded", "host=evil.example;proto=https;for=6.6.6.6")
			.with("X-Forwarded-Host", "evil.example")
			.with("X-Forwarded-Proto", "https")
			.with("X-Forwarded-Port", "666")
			.with("X-Forwarded-Prefix", "/evil")
			.with("X-Original-URL", "/evil")
			.with("X-Rewrite-URL", "/evil")
			.get("/v3/api-docs");
		assertThat(document.status()).isEqualTo(200);
		document.doesNotContain("evil").doesNotContain(":666");
	}

	@Test
	void noHeaderOfTheCallersReachesAuth0() {
		apiAs(user(ADA)).with("X-Forwarded-For", "6.6.6.6")
			.with("Cookie", "auth0=marked")
			.with("User-Agent", "marked")
			.with("Accept-Language", "marked")
			.with("Auth0-Client", "marked")
			.with("X-Correlation-Id", "marked")
			.list(ME)
			.isOk();
		Map<String, List<String>> headers = auth0.lastCall(Operation.READ).headers();
		assertThat(headers.toString()).doesNotContain("marked", "6.6.6.6", user(ADA).compact());
		assertThat(headers.keySet()).isSubsetOf("Accept", "Authorization", "Connection", "Content-Length", "Host",
				"Http2-Settings", "Upgrade", "User-Agent", "traceparent");
	}

	@Test
	void browsersCallFromNoOriginUnlessItIsConfigured() {
		Response preflight = api().with("Origin", "https://evil.example")
			.with("Access-Control-Request-Method", "POST")
			.send("OPTIONS", "/accounts/me/link", BodyPublishers.noBody());
		assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
		Response call = apiAs(user(ADA)).with("Origin", "https://evil.example").list(ME);
		assertThat(call.header("Access-Control-Allow-Origin")).isEmpty();
		auth0.received(0, Operation.READ);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/error", "/actuator", "/actuator/health", "/actuator/prometheus", "/login",
			"/logout", "/favicon.ico", "/index.html", "/static/openapi.json", "/.well-known/openid-configuration",
			"/.well-known/oauth-authorization-server", "/h2-console", "/oauth2/authorization/auth0", "/accountants",
			"/META-INF/MANIFEST.MF", "/application.yaml", "/WEB-INF/web.xml" })
	void noOtherPathExists(String path) {
		api().get(path).isProblem(ProblemType.NOT_FOUND);
	}

	@Test
	void onlyTheControllersOfTheApiAnswer(
			@Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
		Stream<Class<?>> answering = mappings.getHandlerMethods().values().stream().map(HandlerMethod::getBeanType);
		// springdoc is on the class path of tests only.
		assertThat(answering.map(Class::getName).filter((name) -> !name.startsWith("org.springdoc.")).distinct())
			.containsExactlyInAnyOrder("io.accountlink.linking.LinkController",
					"io.accountlink.suggestion.SuggestionController");
	}

	@Test
	void aPathIsAnAccountsInAnySpelling() {
		apiAs(user(ADA)).get("/%61ccounts/me/%69dentities").isOk();
		api().get("/%61ccounts/me/identities").isProblem(ProblemType.UNAUTHENTICATED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO" })
	void noAnswerIsEverCached(String method) {
		for (String path : List.of("/accounts/me/identities", "/accounts/me/link", "/openapi.json", "/nowhere",
				"/accounts/;/identities")) {
			String answer = RawConnection.exchange(port(),
					method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
							+ user(ADA) + "\r\n\r\n");
			assertThat(answer).as("%s %s", method, path).contains("\r\nCache-Control: no-store\r\n");
		}
	}

}
