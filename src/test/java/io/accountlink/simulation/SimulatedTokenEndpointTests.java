package io.accountlink.simulation;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * Client authentication and token responses of the simulation.
 */
class SimulatedTokenEndpointTests {

	private static final String TOKEN = "oauth/token";

	private static final String AUDIENCE = "audience";

	private static final String CONTENT_TYPE = "content-type";

	private static final String FORM = "application/x-www-form-urlencoded";

	private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

	private static final RSAKey KEY = Keys.generate();

	private static final MovableClock CLOCK = MovableClock.stoppedNow();

	private static SimulatedAuth0 auth0;

	private static ManagementClient client;

	@BeforeAll
	static void start() {
		auth0 = SimulatedAuth0.start(CLOCK);
		client = new ManagementClient(auth0);
	}

	@AfterEach
	void reset() {
		auth0.reset();
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@Test
	void theSecretIsTakenFromAForm() throws IOException {
		assertIssued(post(withSecret(Map.of())));
	}

	@Test
	void theSecretIsTakenFromJson() throws IOException {
		assertIssued(client.post(TOKEN, Json.write(withSecret(Map.of())), CONTENT_TYPE, "application/json"));
	}

	@Test
	void theSecretIsTakenFromBasicAuthentication() throws IOException {
		assertIssued(client.post(TOKEN, form(request()), CONTENT_TYPE, FORM, "authorization",
				basic(auth0.tenant().client())));
	}

	@Test
	void anAssertionIsTakenOnce() throws IOException {
		auth0.registersPublicKey(KEY);
		Map<String, String> request = withAssertion(assertion());
		assertIssued(post(request));
		assertRefused(post(request), 401, "invalid_client", "Client authentication failed");
	}

	@Test
	void aClientWithAKeyHasNoSecret() throws IOException {
		auth0.registersPublicKey(KEY);
		assertRefused(post(withSecret(Map.of())), 401, "access_denied", "Unauthorized");
	}

	@ParameterizedTest
	@MethodSource("flaws")
	void aFlawedAssertionIsRefused(UnaryOperator<Token> flaw) throws IOException {
		auth0.registersPublicKey(KEY);
		assertRefused(post(withAssertion(flaw.apply(assertion()))), 401, "invalid_client",
				"Client authentication failed");
	}

	static Stream<Arguments> flaws() {
		return Stream.of(flaw("another client's", (token) -> token.from("else")),
				flaw("for the token endpoint", (token) -> token.forAudience(auth0.issuer() + "oauth/token")),
				flaw("without a slash", (token) -> token.forAudience(auth0.issuer().replaceAll("/$", ""))),
				flaw("for a list of one", (token) -> token.with("aud", List.of(auth0.issuer()))),
				flaw("without an id", (token) -> token.without("jti")),
				flaw("without an end", (token) -> token.without("exp")), flaw("over", Token::expired),
				flaw("too long a life", (token) -> token.lasting(Duration.ofMinutes(6))),
				flaw("from the future", (token) -> token.with("iat", CLOCK.instant().getEpochSecond() + 60)),
				flaw("another key's", Token::signedByAnotherKey),
				flaw("another algorithm", (token) -> token.signedBy(KEY, "RS512")),
				flaw("too long", (token) -> token.with("padding", "x".repeat(2048))));
	}

	@Test
	void requestsAreRefusedAsAuth0DoesIt() throws IOException {
		assertRefused(post(withSecret(Map.of("client_secret", "wrong"))), 401, "access_denied", "Unauthorized");
		assertRefused(post(withSecret(Map.of("grant_type", "password"))), 400, "unsupported_grant_type",
				"Grant type not supported");
		assertRefused(post(Map.of()), 400, "invalid_request", "Missing required parameter: grant_type");
		HttpResponse<String> answer = post(withSecret(Map.of(AUDIENCE, "https://else/")));
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("Client is not authorized to access \\\"https://else/\\\"");
		auth0.refusesClientCredentialsGrant();
		assertRefused(post(withSecret(Map.of())), 403, "unauthorized_client",
				"Grant type 'client_credentials' not allowed for the client.");
	}

	@Test
	void noClientIsGrantedTheApiOfTheOther() throws IOException {
		String managementAudience = auth0.tenant().managementAudience();
		assertNotGranted(post(batch(Map.of(AUDIENCE, managementAudience))), managementAudience);
		assertNotGranted(post(batch(Map.of(AUDIENCE, "https://else/"))), "https://else/");
		assertNotGranted(post(withSecret(Map.of(AUDIENCE, auth0.tenant().audience()))), auth0.tenant().audience());
	}

	@ParameterizedTest
	@ValueSource(strings = { "form", "json", "basic" })
	void aMachineGetsATokenForTheService(String way) throws Exception {
		HttpResponse<String> answer = switch (way) {
			case "json" -> client.post(TOKEN, Json.write(batch(Map.of())), CONTENT_TYPE, "application/json");
			case "basic" ->
				client.post(TOKEN, form(forService()), CONTENT_TYPE, FORM, "authorization", basic(Tenant.BATCH));
			default -> post(batch(Map.of()));
		};
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode issued = json(answer);
		assertThat(issued.propertyNames()).containsExactly("access_token", "scope", "expires_in", "token_type");
		assertThat(issued.path("scope").asString()).isEqualTo("link:any_account");
		assertThat(issued.path("expires_in").asInt()).isEqualTo(86400);
		assertThat(issued.path("token_type").asString()).isEqualTo("Bearer");
		JWTClaimsSet claims = SignedJWT.parse(issued.path("access_token").asString()).getJWTClaimsSet();
		assertThat(claims.getIssuer()).isEqualTo(auth0.issuer());
		assertThat(claims.getAudience()).containsExactly(auth0.tenant().audience());
		assertThat(claims.getSubject()).isEqualTo("batch@clients");
		assertThat(claims.getClaims()).containsEntry("azp", "batch")
			.containsEntry("gty", "client-credentials")
			.containsEntry("scope", "link:any_account")
			.containsEntry("permissions", List.of("link:any_account"));
		assertThat(claims.getExpirationTime()).isEqualTo(CLOCK.instant().truncatedTo(SECONDS).plus(1, DAYS));
	}

	@Test
	void anotherMachineOrAnotherSecretIsUnauthorized() throws IOException {
		assertRefused(post(batch(Map.of("client_secret", "wrong"))), 401, "access_denied", "Unauthorized");
		assertRefused(post(batch(Map.of("client_id", "else"))), 401, "access_denied", "Unauthorized");
		assertRefused(post(batch(Map.of("client_secret", auth0.tenant().client().secret()))), 401, "access_denied",
				"Unauthorized");
	}

	@Test
	void theSecretOfAMachineStaysValidWhereTheServiceHasAKey() throws IOException {
		auth0.registersPublicKey(KEY);
		assertThat(post(batch(Map.of())).statusCode()).isEqualTo(200);
	}

	@Test
	void withoutAnAudienceAMachineGetsAnOpaqueToken() throws IOException {
		Map<String, String> request = batch(Map.of());
		request.remove(AUDIENCE);
		assertThat(json(post(request)).path("access_token").asString()).isNotEmpty().doesNotContain(".");
	}

	@Test
	void withoutAnAudienceTheTokenIsOpaqueAndUseless() throws IOException {
		Map<String, String> request = new HashMap<>(withSecret(Map.of()));
		request.remove(AUDIENCE);
		HttpResponse<String> issued = post(request);
		assertThat(issued.statusCode()).isEqualTo(200);
		HttpResponse<String> used = use(issued);
		assertThat(used.statusCode()).isEqualTo(400);
		assertThat(used.body()).contains("Bad HTTP authentication header format", "\"errorCode\":\"Bearer\"");
	}

	@Test
	void aTokenEndsWithItsLife() throws IOException {
		auth0.issuesManagementTokens(Duration.ofMinutes(2));
		HttpResponse<String> issued = post(withSecret(Map.of()));
		assertThat(json(issued).path("expires_in").asInt()).isEqualTo(120);
		assertThat(use(issued).statusCode()).isEqualTo(404);
		CLOCK.advance(Duration.ofMinutes(3));
		assertThat(use(issued).statusCode()).isEqualTo(401);
		assertThat(use(issued).body()).contains("\"message\":\"Expired token received for JSON Web Token validation\"",
				"\"attributes\":{\"error\":\"Expired token received for JSON Web Token validation\"}");
	}

	@Test
	void aTokenWithoutTheScopeIsForbidden() throws IOException {
		auth0.issuesManagementTokensWithScopes("read:clients");
		HttpResponse<String> used = use(post(withSecret(Map.of())));
		assertThat(used.statusCode()).isEqualTo(403);
		assertThat(used.body()).contains("\"errorCode\":\"insufficient_scope\"",
				"Insufficient scope, expected any of: read:users,read:user_idp_tokens,read:current_user");
	}

	@Test
	void aForgottenTokenIsRefusedAndTheNextOneIsNot() throws IOException {
		HttpResponse<String> issued = post(withSecret(Map.of()));
		auth0.revokesManagementTokens();
		HttpResponse<String> used = use(issued);
		assertThat(used.statusCode()).isEqualTo(401);
		assertThat(used.headers().firstValue("www-authenticate")).contains("Token error=\"Invalid token\"");
		assertThat(use(post(withSecret(Map.of()))).statusCode()).isEqualTo(404);
	}

	@Test
	void aTokenOfARevokedKeyHasAnInvalidSignature() throws IOException {
		HttpResponse<String> issued = post(withSecret(Map.of()));
		auth0.rotatesKeys();
		assertThat(use(issued).statusCode()).isEqualTo(404);
		auth0.revokesThePreviousKey();
		assertThat(use(issued).body()).contains("Invalid signature received for JSON Web Token validation");
	}

	@Test
	void aRequestWithoutATokenIsUnauthorized() throws IOException {
		HttpResponse<String> used = client.post("api/v2/users/auth0%7Cada/identities", "{}");
		assertThat(used.statusCode()).isEqualTo(401);
		assertThat(used.body())
			.isEqualTo("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Missing authentication\"}");
	}

	private static HttpResponse<String> use(HttpResponse<String> issued) throws IOException {
		String token = json(issued).path("access_token").asString();
		return new ManagementClient(auth0).with(token).read("auth0|nobody");
	}

	private static HttpResponse<String> post(Map<String, String> parameters) throws IOException {
		return client.post(TOKEN, form(parameters), CONTENT_TYPE, FORM);
	}

	private static Map<String, String> request() {
		return Map.of("grant_type", "client_credentials", AUDIENCE, auth0.tenant().managementAudience());
	}

	private static Map<String, String> withSecret(Map<String, String> changes) {
		Tenant.Client registered = auth0.tenant().client();
		Map<String, String> request = new HashMap<>(request());
		request.put("client_id", registered.id());
		request.put("client_secret", registered.secret());
		request.putAll(changes);
		return request;
	}

	private static Map<String, String> batch(Map<String, String> changes) {
		Map<String, String> request = new HashMap<>(forService());
		request.put("client_id", Tenant.BATCH.id());
		request.put("client_secret", Tenant.BATCH.secret());
		request.putAll(changes);
		return request;
	}

	private static Map<String, String> forService() {
		return Map.of("grant_type", "client_credentials", AUDIENCE, auth0.tenant().audience());
	}

	private static String basic(Tenant.Client registered) {
		String credentials = registered.id() + ":" + registered.secret();
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	private static Map<String, String> withAssertion(Token assertion) {
		Map<String, String> request = new HashMap<>(request());
		request.put("client_assertion_type", ASSERTION_TYPE);
		request.put("client_assertion", assertion.compact());
		return request;
	}

	private static Token assertion() {
		String id = auth0.tenant().client().id();
		Token token = new Token(KEY, CLOCK.instant().getEpochSecond(), Map.of("iss", id));
		return token.of(id)
			.forAudience(auth0.issuer())
			.with("jti", UUID.randomUUID().toString())
			.lasting(Duration.ofMinutes(1));
	}

	private static Arguments flaw(String name, UnaryOperator<Token> flaw) {
		return Arguments.of(named(name, flaw));
	}

	private static String form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((each) -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	private static void assertIssued(HttpResponse<String> answer) throws IOException {
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).path("token_type").asString()).isEqualTo("Bearer");
		assertThat(json(answer).path("expires_in").asInt()).isEqualTo(86400);
		assertThat(json(answer).path("scope").asString()).isEqualTo("read:users update:users");
		assertThat(use(answer).statusCode()).isEqualTo(404);
	}

	private static void assertNotGranted(HttpResponse<String> answer, String audience) {
		assertRefused(answer, 403, "access_denied",
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
