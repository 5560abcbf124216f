package io.accountlink.specification.token;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.support.Response;
import io.accountlink.support.RunningInstance;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Protected resource metadata (RFC 9728): public, and taken from the settings. Where the
 * audience is not a URL, the resource is the host of the request.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProtectedResourceMetadataIT extends Specification {

	private static final String METADATA = "/.well-known/oauth-protected-resource";

	private static final String ACCOUNT = "/accounts/me/identities";

	@Test
	void itNamesTheResourceItsAuthorizationServerAndItsScopesAndNothingElse() {
		JsonNode metadata = api().get(METADATA).isOk().json();
		assertThat(metadata).isEqualTo(Response.tree("""
				{"resource": "https://account-link.example/", "authorization_servers": ["%s"],
				 "scopes_supported": ["link:own_account", "link:any_account"],
				 "bearer_methods_supported": ["header"], "tls_client_certificate_bound_access_tokens": false}
				""".formatted(auth0.issuer())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: evil.example", "Host: localhost\r\nX-Forwarded-Host: evil.example",
			"Host: localhost\r\nX-Forwarded-Proto: evil", "Host: localhost\r\nX-Forwarded-Prefix: /evil",
			"Host: localhost\r\nForwarded: host=evil.example;proto=evil" })
	void noHeaderOfTheRequestChangesIt(String headers) {
		Response response = get(METADATA, headers).isOk();
		assertThat(response.json()).isEqualTo(api().get(METADATA).json());
		response.doesNotContain("evil");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts", "/..%2f..", "?resource=https://evil.example/", "/evil.example" })
	void noPathChangesIt(String rest) {
		Response response = get(METADATA + rest, "Host: localhost").doesNotContain("evil");
		assertThat(response.status()).isIn(200, 400);
	}

	@Test
	void noPathChangesItEitherWhereTheAudienceIsNoUrl(CapturedOutput output) {
		try (RunningInstance instance = RunningInstance.start(auth0, Map.of("link.audience", "account-link"))) {
			for (String rest : List.of("", "/", "/accounts", "/a|b", "/%7c", "/..%2f..", METADATA + "@evil.example")) {
				Response response = instance.raw().send("GET", METADATA + rest, "");
				assertThat(response.isOk().json().get("resource").asString()).matches("http://localhost(:[0-9]+)?");
			}
		}
		assertThat(output.getAll()).doesNotContain("ERROR");
	}

	@Test
	void itCanOnlyBeRead() {
		api().send("POST", METADATA, BodyPublishers.ofString("{}")).isProblem(ProblemType.NOT_FOUND);
	}

	@Test
	void aTokenThatIsNotValidKeepsNobodyFromReadingIt() {
		apiAs(user("auth0|ada").expired()).get(METADATA).isOk();
	}

	@Test
	void noPublicPathLooksAtAToken() {
		apiAs(user("auth0|ada").expired()).get("/openapi.json").isOk();
		apiAs(user("auth0|ada").expired()).get("/foo").isProblem(ProblemType.NOT_FOUND);
	}

	@Test
	void aChallengePointsToItWhereTheRequestNamedTheResource() {
		String metadata = "resource_metadata=\"https://account-link.example" + METADATA + "\"";
		Response challenge = get(ACCOUNT, "Host: Account-Link.example").isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(challenge.header("WWW-Authenticate")).hasValue("Bearer " + metadata);
		Response refusal = get(ACCOUNT, "Host: account-link.example\r\nAuthorization: Bearer a.b.c");
		assertThat(refusal.isProblem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate"))
			.hasValue("Bearer error=\"invalid_token\", " + metadata);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "localhost", "account-link.example.evil.example", "account-link.example:8443", "127.0.0.1" })
	void aChallengePointsToTheHostThatTheRequestNamed(String host) {
		Response challenge = get("/accounts/auth0|ada/identities",
				"Host: " + host + "\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example");
		assertThat(challenge.isProblem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate"))
			.hasValue("Bearer resource_metadata=\"http://" + host + METADATA + "\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { " HTTP/1.1\r\nHost:", " HTTP/1.0\r\nX: y" })
	void aChallengeToARequestThatNamesNoHostPointsNowhere(String noHost) {
		String request = "GET " + ACCOUNT + noHost + "\r\nConnection: close\r\n";
		Response challenge = raw().send(request + "\r\n").isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(challenge.header("WWW-Authenticate")).hasValue("Bearer");
		Response refusal = raw().send(request + "Authorization: Bearer a.b.c\r\n\r\n");
		assertThat(refusal.isProblem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate"))
			.hasValue("Bearer error=\"invalid_token\"");
	}

	private Response get(String path, String headers) {
		return raw().send("GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n");
	}

}
