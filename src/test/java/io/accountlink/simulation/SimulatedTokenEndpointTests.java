package io.accountlink.simulation;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Client authentication and token responses of the simulation.
 */
class SimulatedTokenEndpointTests {

	private static final RSAKey KEY = Keys.generate();

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start();

	private static final Tenant.Client service = auth0.tenant().client();

	private static final String MANAGEMENT = auth0.tenant().managementAudience();

	private static final TestClient client = new TestClient(auth0.issuer());

	@AfterEach
	void reset() {
		auth0.reset();
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "form", "json", "basic" })
	void theServiceGetsAManagementToken(String way) throws Exception {
		HttpResponse<String> answer = ask(way, service, MANAGEMENT);
		JsonNode issued = issued(answer, Tokens.MANAGEMENT_SCOPE);
		String token = issued.path("access_token").asString();
		assertThat(TestClient.of(auth0, token).read("auth0|nobody").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "form", "json", "basic" })
	void aMachineGetsATokenForTheService(String way) throws Exception {
		JsonNode issued = issued(ask(way, Tenant.BATCH, auth0.tenant().audience()), "link:any_account");
		JWTClaimsSet claims = SignedJWT.parse(issued.path("access_token").asString()).getJWTClaimsSet();
		assertThat(claims.getIssuer()).isEqualTo(auth0.issuer());
		assertThat(claims.getAudience()).containsExactly(auth0.tenant().audience());
		assertThat(claims.getSubject()).isEqualTo("batch@clients");
		assertThat(claims.getClaims()).containsEntry("azp", "batch")
			.containsEntry("gty", "client-credentials")
			.containsEntry("scope", "link:any_account")
			.containsEntry("permissions", List.of("link:any_account"));
	}

	@Test
	void withoutAnAudienceATokenIsOpaque() throws Exception {
		for (Tenant.Client any : List.of(service, Tenant.BATCH)) {
			Map<String, String> request = request(any, "");
			request.remove("audience");
			assertThat(json(post(request)).path("access_token").asString()).isNotEmpty().doesNotContain(".");
		}
	}

	@Test
	void requestsAreRefusedAsAuth0DoesIt() throws Exception {
		for (Tenant.Client other : List.of(new Tenant.Client(service.id(), "wrong"), new Tenant.Client("else", "x"),
				new Tenant.Client(Tenant.BATCH.id(), service.secret()))) {
			assertRefused(post(request(other, MANAGEMENT)), 401, "access_denied", "Unauthorized");
		}
		Map<String, String> password = request(service, MANAGEMENT);
		password.put("grant_type", "password");
		assertRefused(post(password), 400, "unsupported_grant_type", "Grant type not supported");
		assertRefused(post(Map.of()), 400, "invalid_request", "Missing required parameter: grant_type");
		auth0.refusesClientCredentialsGrant();
		assertRefused(post(request(service, MANAGEMENT)), 403, "unauthorized_client",
				"Grant type 'client_credentials' not allowed for the client.");
	}

	@Test
	void noClientIsGrantedAnotherApi() throws Exception {
		assertNotGranted(Tenant.BATCH, MANAGEMENT);
		assertNotGranted(service, auth0.tenant().audience());
		assertNotGranted(service, "https://else/");
	}

	@Test
	void anAssertionIsTakenOnceAndReplacesTheSecret() throws Exception {
		auth0.registersPublicKey(KEY);
		Map<String, String> request = withAssertion(assertion());
		issued(post(request), Tokens.MANAGEMENT_SCOPE);
		assertRefused(post(request), 401, "invalid_client", "Client authentication failed");
		assertRefused(post(request(service, MANAGEMENT)), 401, "access_denied", "Unauthorized");
		issued(post(request(Tenant.BATCH, auth0.tenant().audience())), "link:any_account");
	}

	@ParameterizedTest
	@MethodSource("flaws")
	void aFlawedAssertionIsRefused(UnaryOperator<Token> flaw) throws Exception {
		auth0.registersPublicKey(KEY);
		assertRefused(post(withAssertion(flaw.apply(assertion()))), 401, "invalid_client",
				"Client authentication failed");
	}

	static Stream<Arguments> flaws() {
		return Stream.of(flaw("another issuer", (token) -> token.from("else")),
				flaw("another subject", (token) -> token.of("else")),
				flaw("for the token endpoint", (token) -> token.forAudience(auth0.issuer() + "oauth/token")),
				flaw("without a slash", (token) -> token.forAudience(auth0.issuer().replaceAll("/$", ""))),
				flaw("for a list of one", (token) -> token.with("aud", List.of(auth0.issuer()))),
				flaw("without jti", (token) -> token.without("jti")),
				flaw("without exp", (token) -> token.without("exp")), flaw("expired", Token::expired),
				flaw("too long a lifetime", (token) -> token.lasting(Duration.ofMinutes(6))),
				flaw("from the future", (token) -> token.issuedAgo(Duration.ofMinutes(-1))),
				flaw("another key", Token::signedByAnotherKey),
				flaw("another algorithm", (token) -> token.signedBy(KEY, "RS512")),
				flaw("too long", (token) -> token.with("padding", "x".repeat(2048))));
	}

	private static Arguments flaw(String name, UnaryOperator<Token> flaw) {
		return argumentSet(name, flaw);
	}

	private static HttpResponse<String> ask(String way, Tenant.Client asking, String audience) throws Exception {
		Map<String, String> request = request(asking, audience);
		return switch (way) {
			case "json" -> client.send("POST", "oauth/token", Json.write(request));
			case "basic" -> {
				request.keySet().removeAll(List.of("client_id", "client_secret"));
				yield client.post("oauth/token", request, "authorization",
						"Basic " + HttpHeaders.encodeBasicAuth(asking.id(), asking.secret(), null));
			}
			default -> post(request);
		};
	}

	private static HttpResponse<String> post(Map<String, String> parameters) throws Exception {
		return client.post("oauth/token", parameters);
	}

	private static Map<String, String> request(Tenant.Client asking, String audience) {
		return new HashMap<>(Map.of("grant_type", "client_credentials", "audience", audience, "client_id", asking.id(),
				"client_secret", asking.secret()));
	}

	private static Map<String, String> withAssertion(Token assertion) {
		return Map.of("grant_type", "client_credentials", "audience", MANAGEMENT, "client_assertion",
				assertion.compact(), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
	}

	private static Token assertion() {
		Token token = new Token(KEY, System.currentTimeMillis() / 1000, Map.of("iss", service.id()));
		return token.of(service.id())
			.forAudience(auth0.issuer())
			.with("jti", UUID.randomUUID().toString())
			.lasting(Duration.ofMinutes(1));
	}

	private static JsonNode issued(HttpResponse<String> answer, String scope) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		JsonNode issued = json(answer);
		assertThat(issued.propertyNames()).containsExactly("access_token", "scope", "expires_in", "token_type");
		assertThat(issued.path("token_type").asString()).isEqualTo("Bearer");
		assertThat(issued.path("expires_in").asInt()).isEqualTo(86400);
		assertThat(issued.path("scope").asString()).isEqualTo(scope);
		return issued;
	}

	private static void assertNotGranted(Tenant.Client asking, String audience) throws Exception {
		assertRefused(post(request(asking, audience)), 403, "access_denied",
				"Client is not authorized to access \"" + audience
						+ "\". You need to create a \"client-grant\" associated to this API. "
						+ "See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants");
	}

	private static void assertRefused(HttpResponse<String> answer, int status, String error, String description) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(json(answer).path("error").asString()).isEqualTo(error);
		assertThat(json(answer).path("error_description").asString()).isEqualTo(description);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		return Json.read(answer.body());
	}

}
