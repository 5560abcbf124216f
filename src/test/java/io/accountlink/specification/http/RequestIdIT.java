package io.accountlink.specification.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The id of a request in {@code X-Request-Id}, and in the {@code instance} of a problem.
 */
@TestPropertySource(properties = "link.cors.allowed.origins=https://app.example.com")
class RequestIdIT extends Specification {

	private static final String ADA = "auth0|ada";

	@Test
	void everyAnswerHasOneOfItsOwn() {
		auth0.has(account(ADA).withIdentity("github|5"), account("google-oauth2|7"));
		Api machine = apiAs(machine());
		List<Response> answers = List.of(machine.link(ADA, "google-oauth2", "7").isCreated(),
				machine.link(ADA, "google-oauth2", "7").isOk(), machine.list(ADA), machine.find(ADA),
				machine.suggestions(ADA), machine.preview(ADA, "google-oauth2", "7"),
				machine.unlink(ADA, "github", "5"), api().get("/openapi.json"),
				api().get("/.well-known/oauth-protected-resource"),
				api().with("Origin", "https://app.example.com")
					.with("Access-Control-Request-Method", "GET")
					.send("OPTIONS", "/accounts/me", BodyPublishers.noBody()));
		assertThat(answers).allMatch((answer) -> answer.status() < 300);
		assertThat(answers.stream().map(RequestIdIT::id).distinct()).hasSameSizeAs(answers);
	}

	static Stream<String> refused() {
		return Stream.of("GET /accounts/me HTTP/1.1", "GET /nowhere HTTP/1.1", "PUT /accounts/me/link HTTP/1.1",
				"GET /accounts/me;x/identities HTTP/1.1", "GET /a{b HTTP/1.1", "GET /accounts/%zz HTTP/1.1",
				"GET /accounts/me HTTP/7.0", "TRACE / HTTP/1.1", "G{T /accounts/me HTTP/1.1");
	}

	@ParameterizedTest
	@MethodSource("refused")
	void aProblemHasTheSameAsItsInstance(String requestLine) {
		Response refused = raw().send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertThat(refused.status()).isBetween(400, 599);
		assertThat(refused.json().path("instance").asString()).isEqualTo("urn:uuid:" + id(refused));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/json" })
	void aRefusedBodyHasOneToo(String mediaType) {
		Response refused = apiAs(machine()).with("Content-Type", mediaType)
			.send("POST", "/accounts/auth0%7Cada/link", BodyPublishers.ofString("x".repeat(20_000)));
		assertThat(refused.status()).isIn(413, 415);
		assertThat(refused.json().path("instance").asString()).isEqualTo("urn:uuid:" + id(refused));
	}

	@Test
	void thatOfTheCallerIsIgnored() {
		String theirs = UUID.randomUUID().toString();
		Response refused = api().with("X-Request-Id", theirs).list(ADA);
		assertThat(id(refused)).isNotEqualTo(theirs);
		refused.doesNotContain(theirs);
	}

	private static String id(Response response) {
		String id = response.header("X-Request-Id").orElseThrow();
		assertThat(UUID.fromString(id)).hasToString(id);
		return id;
	}

}
