package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * CORS for browser frontends that call the API directly.
 */
@TestPropertySource(properties = "link.cors.allowed.origins=https://app.example.com,"
		+ "http://localhost:3000,capacitor://localhost,ionic://localhost:8100")
class CorsIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String LINK = "/accounts/me/link";

	private static final List<String> HEADERS = List.of("Access-Control-Allow-Origin", "Access-Control-Allow-Methods",
			"Access-Control-Allow-Headers", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers");

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "http://localhost:3000", "capacitor://localhost",
			"ionic://localhost:8100" })
	void aConfiguredFrontendMayAskAndCall(String origin) {
		Response asked = preflight(origin, "POST", "authorization,content-type,traceparent");
		assertThat(asked.status()).isEqualTo(200);
		assertThat(asked.header("Access-Control-Allow-Origin")).hasValue(origin);
		assertThat(asked.header("Access-Control-Allow-Methods").orElse("")).contains("POST").contains("DELETE");
		assertThat(asked.header("Access-Control-Allow-Headers").orElse("")).contains("authorization", "content-type");
		Response called = apiAs(user(ADA)).with("Origin", origin).list("me").isOk();
		assertThat(called.header("Access-Control-Allow-Origin")).hasValue(origin);
		assertThat(called.header("Access-Control-Expose-Headers").orElse("")).contains("Retry-After");
	}

	@Test
	void aConfiguredFrontendMayReadItsProblemsToo() {
		Response response = api().with("Origin", "https://app.example.com").list("me");
		assertThat(response.status()).isEqualTo(401);
		assertThat(response.header("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
	}

	@Test
	void aConfiguredFrontendMaySendAnyHeaderAndReadTheIdOfTheRequest() {
		Response asked = preflight("https://app.example.com", "POST",
				"authorization,sentry-trace,baggage,x-b3-traceid");
		assertThat(asked.status()).isEqualTo(200);
		assertThat(asked.header("Access-Control-Allow-Headers").orElse("")).contains("authorization", "sentry-trace",
				"baggage", "x-b3-traceid");
		assertThat(asked.header("X-Request-Id")).isPresent();
		Response called = apiAs(user(ADA)).with("Origin", "https://app.example.com")
			.with("sentry-trace", "1")
			.list("me");
		assertThat(called.isOk().header("Access-Control-Expose-Headers").orElse("")).contains("Retry-After",
				"X-Request-Id");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000, 5_000, 12_000 })
	void anAllowedOriginMayAskForManyHeaders(int length) {
		Response asked = preflight("https://app.example.com", "POST", "authorization," + "x".repeat(length));
		assertThat(asked.status()).isEqualTo(200);
		assertThat(asked.header("Access-Control-Allow-Headers").orElse("").split(", "))
			.containsAnyOf("authorization", "Authorization")
			.containsAnyOf("x".repeat(length), "*");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://[", "://", "capacitor://", "http://app.example.com:port", "%", "{x}",
			"https://app.example.com https://app.example.com" })
	void anOriginThatIsNoneIsRefused(String origin) {
		hasNone(preflight(origin, "POST", "authorization"));
		Response response = apiAs(user(ADA)).with("Origin", origin).list("me");
		assertThat(response.status()).as(response.body()).isBetween(400, 499);
		hasNone(response);
	}

	@Test
	void noCredentialsButTheTokenGoAlong() {
		Response response = apiAs(user(ADA)).with("Origin", "https://app.example.com").list("me");
		assertThat(response.header("Access-Control-Allow-Credentials")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "http://app.example.com", "https://app.example.com:8443",
			"https://app.example.com.evil.example", "https://sub.app.example.com", "null", "capacitor://elsewhere",
			"ionic://localhost", "https://APP.example.org" })
	void nobodyElseGetsCrossOriginHeaders(String origin) {
		hasNone(preflight(origin, "POST", "authorization"));
		hasNone(apiAs(user(ADA)).with("Origin", origin).list("me"));
		hasNone(api().with("Origin", origin).list("me"));
	}

	@Test
	void aMethodThatTheApiDoesntHaveMayNotBeAskedFor() {
		hasNone(preflight("https://app.example.com", "PATCH", "authorization"));
	}

	@Test
	void otherCallersAreNotConcerned() {
		hasNone(apiAs(user(ADA)).list("me").isOk());
	}

	private Response preflight(String origin, String method, String headers) {
		return api().with("Origin", origin)
			.with("Access-Control-Request-Method", method)
			.with("Access-Control-Request-Headers", headers)
			.send("OPTIONS", LINK, BodyPublishers.noBody());
	}

	private static void hasNone(Response response) {
		assertThat(HEADERS).allSatisfy((header) -> assertThat(response.header(header)).isEmpty());
		if (response.status() == 405) {
			assertThat(response.header("allow")).hasValue("");
		}
		if (response.status() >= 400) {
			assertThat(response.header("content-type")).hasValue("application/problem+json");
			assertThat(response.header("cache-control")).hasValue("no-store");
		}
	}

}
