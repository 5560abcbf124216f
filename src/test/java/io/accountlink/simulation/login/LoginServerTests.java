package io.accountlink.simulation.login;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.simulation.MovableClock;
import io.accountlink.simulation.SimulatedAuth0;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriComponentsBuilder;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins at the simulated Auth0 over HTTP, as a browser and a single-page application see
 * them.
 */
class LoginServerTests {

	private static final String ORIGIN = "http://localhost:3000";

	private static final String CALLBACK = ORIGIN + "/";

	private static final String AUTHORIZE = "/authorize";

	private static final String TOKEN = "/oauth/token";

	private static final String CODE = "code";

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	/** Verifier and challenge of RFC 7636, appendix B. */
	private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

	private static final MovableClock clock = MovableClock.stoppedNow();

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	private static final LoginServer server = LoginServer.start(auth0, new Application("frontend", ORIGIN), clock);

	private final Browser browser = new Browser(auth0.issuer());

	@AfterAll
	static void stop() {
		server.close();
		auth0.close();
	}

	@BeforeEach
	void createAccounts() {
		auth0.reset();
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("name", "Ada Lovelace"),
				account(GOOGLE).withEmail("ada@gmail.example"));
	}

	@Test
	void aUserPicksALoginAndTheApplicationGetsTokens() throws Exception {
		HttpResponse<String> page = this.browser.get(AUTHORIZE, request(Map.of()));
		assertThat(page.body()).contains("value=\"auth0|ada\"", "value=\"google-oauth2|1234\"");
		Map<String, String> response = logIn(ADA);
		assertThat(response).containsEntry("state", "state+1").containsKey(CODE);
		JsonNode tokens = json(exchange(response, Map.of()));
		JWTClaimsSet access = claims(tokens, "access_token");
		assertThat(access.getSubject()).isEqualTo(ADA);
		assertThat(access.getAudience()).containsExactly(auth0.tenant().audience(), auth0.issuer() + "userinfo");
		assertThat(access.getClaim("azp")).isEqualTo("frontend");
		assertThat(access.getStringClaim("scope").split(" ")).contains("openid", "link:own_account");
		JWTClaimsSet id = claims(tokens, "id_token");
		assertThat(id.getIssuer()).isEqualTo(auth0.issuer());
		assertThat(id.getAudience()).containsExactly("frontend");
		assertThat(id.getClaims()).containsEntry("nonce", "n-1")
			.containsEntry("email", "ada@example.com")
			.containsEntry("email_verified", true)
			.containsEntry("name", "Ada Lovelace")
			.doesNotContainKey("auth_time");
	}

	@Test
	void theClaimsFollowTheScopes() throws Exception {
		JsonNode tokens = tokens(GOOGLE, Map.of("scope", "openid"));
		assertThat(claims(tokens, "id_token").getClaims()).doesNotContainKeys("email", "email_verified", "name");
		assertThat(tokens.has("refresh_token")).isFalse();
	}

	@Test
	void withoutAnAudienceTheAccessTokenIsOpaque() throws Exception {
		Map<String, String> request = request(Map.of());
		request.remove("audience");
		this.browser.get(AUTHORIZE, request);
		String token = json(exchange(logIn(ADA), Map.of())).get("access_token").asString();
		assertThat(token).doesNotContain(".");
		assertThat(json(this.browser.get("/userinfo", token)).get("sub").asString()).isEqualTo(ADA);
	}

	@Test
	void bothLoginsLeadToThePrimaryAccountAfterALink() throws Exception {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		auth0.has(account("github|1"));
		assertThat(claims(tokens(GOOGLE, Map.of()), "id_token").getSubject()).isEqualTo(ADA);
	}

	@Test
	void aWebMessageIsPostedToTheOriginOfTheApplicationOnly() throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of("response_mode", "web_message")));
		HttpResponse<String> granted = follow(post(ADA));
		assertThat(granted.body()).contains("type: 'authorization_response'", "\"code\":", "\"state\":\"state+1\"",
				"\"" + ORIGIN + "\");");
		assertThat(granted.headers().firstValue("X-Frame-Options")).isEmpty();
	}

	@Test
	void aValueCanNotEndTheScriptOfAWebMessage() throws Exception {
		HttpResponse<String> refused = this.browser.get(AUTHORIZE, request(
				Map.of("response_mode", "web_message", "prompt", "none", "state", "</script><script>alert(1)")));
		assertThat(refused.body()).contains("\\u003c/script>").doesNotContain("</script><script>");
	}

	@Test
	void aSilentLoginNeedsASession() throws Exception {
		Map<String, String> silently = request(Map.of("prompt", "none"));
		assertThat(callback(this.browser.get(AUTHORIZE, silently))).containsEntry("error", "login_required")
			.containsEntry("error_description", "Login required");
		tokens(ADA, Map.of());
		assertThat(callback(this.browser.get(AUTHORIZE, silently))).containsKey(CODE);
	}

	@ParameterizedTest
	@CsvSource({ "prompt,login", "max_age,0" })
	void aRequestMayAskForANewLogin(String parameter, String value) throws Exception {
		tokens(ADA, Map.of());
		HttpResponse<String> page = this.browser.get(AUTHORIZE, request(Map.of(parameter, value, "state", "again")));
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Pick a login");
		assertThat(claims(json(exchange(logIn(GOOGLE), Map.of())), "id_token").getSubject()).isEqualTo(GOOGLE);
	}

	@Test
	void maxAgeCountsFromTheLogin() throws Exception {
		JsonNode first = tokens(ADA, Map.of("max_age", "60"));
		long loggedIn = clock.instant().getEpochSecond();
		assertThat(claims(first, "id_token").getLongClaim("auth_time")).isEqualTo(loggedIn);
		clock.advance(Duration.ofSeconds(59));
		Map<String, String> response = callback(
				this.browser.get(AUTHORIZE, request(Map.of("max_age", "60", "state", "2"))));
		JsonNode second = json(exchange(response, Map.of()));
		assertThat(claims(second, "id_token").getLongClaim("auth_time")).isEqualTo(loggedIn);
		clock.advance(Duration.ofSeconds(1));
		Map<String, String> old = request(Map.of("max_age", "60", "state", "3", "prompt", "none"));
		assertThat(callback(this.browser.get(AUTHORIZE, old))).containsEntry("error", "login_required");
	}

	@Test
	void theConnectionAndTheHintLimitTheChoice() throws Exception {
		String ofConnection = this.browser.get(AUTHORIZE, request(Map.of("connection", "google-oauth2"))).body();
		assertThat(ofConnection).contains("google-oauth2|1234").doesNotContain(ADA);
		String hinted = this.browser.get(AUTHORIZE, request(Map.of("login_hint", "ada@example.com"))).body();
		assertThat(hinted).contains(ADA).doesNotContain("google-oauth2|1234");
	}

	@Test
	void theLoginPageEscapesWhatItShows() throws Exception {
		auth0.has(account("auth0|<b>").withEmail("<script>@example.com"));
		assertThat(this.browser.get(AUTHORIZE, request(Map.of())).body()).contains("auth0|&lt;b&gt;")
			.doesNotContain("<b>", "<script>");
	}

	@ParameterizedTest
	@CsvSource({ "redirect_uri,http://localhost:3001/,Callback URL mismatch",
			"redirect_uri,http://localhost:3000/other,Callback URL mismatch", "client_id,unknown,Unknown client" })
	void anErrorIsNotSentToACallbackThatIsNotRegistered(String parameter, String value, String text) throws Exception {
		HttpResponse<String> page = this.browser.get(AUTHORIZE, request(Map.of(parameter, value)));
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains(text);
	}

	@ParameterizedTest
	@CsvSource({ "code_challenge,,invalid_request", "code_challenge_method,plain,invalid_request",
			"scope,openid delete:everything,invalid_scope", "audience,https://other.example/,access_denied" })
	void aBadRequestIsAnsweredAtTheCallback(String parameter, String value, String error) throws Exception {
		Map<String, String> request = request(Map.of());
		request.put(parameter, (value == null) ? "" : value);
		assertThat(callback(this.browser.get(AUTHORIZE, request))).containsEntry("error", error)
			.containsEntry("state", "state+1");
	}

	@Test
	void aBlockedUserGetsNoCode() throws Exception {
		auth0.has(account("auth0|bob").blocked());
		this.browser.get(AUTHORIZE, request(Map.of()));
		assertThat(logIn("auth0|bob")).containsEntry("error", "unauthorized")
			.containsEntry("error_description", "user is blocked");
	}

	@Test
	void anUnknownLoginGetsNoSession() throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of()));
		assertThat(post("auth0|nobody").statusCode()).isEqualTo(401);
		assertThat(callback(this.browser.get(AUTHORIZE, request(Map.of("prompt", "none"))))).containsEntry("error",
				"login_required");
	}

	@Test
	void aCodeIsUsedOnce() throws Exception {
		Map<String, String> code = granted(ADA);
		assertThat(exchange(code, Map.of()).statusCode()).isEqualTo(200);
		isRefused(exchange(code, Map.of()), 403, "invalid_grant", "Invalid authorization code");
	}

	@Test
	void aCodeNeedsItsVerifierItsCallbackAndItsClient() throws Exception {
		isRefused(exchange(granted(ADA), Map.of("code_verifier", VERIFIER.replace('d', 'e'))), 403, "invalid_grant",
				"Failed to verify code verifier");
		isRefused(exchange(granted(ADA), Map.of("redirect_uri", ORIGIN)), 403, "invalid_grant",
				"Invalid authorization code");
		isRefused(exchange(granted(ADA), Map.of("client_id", "unknown")), 401, "access_denied", "Unauthorized");
		isRefused(exchange(Map.of(CODE, "invented"), Map.of()), 403, "invalid_grant", "Invalid authorization code");
	}

	@Test
	void aRefreshTokenIsRotated() throws Exception {
		String first = tokens(ADA, Map.of()).get("refresh_token").asString();
		JsonNode refreshed = json(refresh(first));
		assertThat(claims(refreshed, "access_token").getSubject()).isEqualTo(ADA);
		assertThat(claims(refreshed, "id_token").getSubject()).isEqualTo(ADA);
		assertThat(refresh(refreshed.get("refresh_token").asString()).statusCode()).isEqualTo(200);
		isRefused(refresh(first), 403, "invalid_grant", "Unknown or invalid refresh token.");
	}

	@Test
	void tokensOfTheSameSecondDiffer() throws Exception {
		assertThat(tokens(ADA, Map.of()).get("access_token"))
			.isNotEqualTo(json(exchange(granted(ADA), Map.of())).get("access_token"));
	}

	@Test
	void aRefreshTokenEndsWithItsAccount() throws Exception {
		String token = tokens(GOOGLE, Map.of()).get("refresh_token").asString();
		auth0.has(account(ADA).withIdentity(GOOGLE));
		isRefused(refresh(token), 403, "invalid_grant", "Unknown or invalid refresh token.");
	}

	@Test
	void userInfoNeedsAnAccessToken() throws Exception {
		JsonNode userInfo = json(this.browser.get("/userinfo", tokens(ADA, Map.of()).get("access_token").asString()));
		assertThat(userInfo.get("email").asString()).isEqualTo("ada@example.com");
		assertThat(userInfo.get("name").asString()).isEqualTo("Ada Lovelace");
		assertThat(this.browser.get("/userinfo", "invented").statusCode()).isEqualTo(401);
	}

	@Test
	void aLogoutEndsTheSessionAndReturnsToTheApplicationOnly() throws Exception {
		tokens(ADA, Map.of());
		HttpResponse<String> out = this.browser.get("/v2/logout",
				Map.of("client_id", "frontend", "returnTo", CALLBACK));
		assertThat(out.headers().firstValue("Location")).hasValue(CALLBACK);
		assertThat(callback(this.browser.get(AUTHORIZE, request(Map.of("prompt", "none"))))).containsEntry("error",
				"login_required");
		for (String other : List.of("https://evil.example/", ORIGIN)) {
			assertThat(this.browser.get("/v2/logout", Map.of("returnTo", other)).statusCode()).isEqualTo(400);
		}
	}

	@Test
	void onlyTheApplicationMayFetchTokensFromAnotherOrigin() throws Exception {
		Map<String, String> form = Map.of("grant_type", "refresh_token", "client_id", "frontend", "refresh_token", "x");
		assertThat(this.browser.post(TOKEN, form, ORIGIN).headers().firstValue("Access-Control-Allow-Origin"))
			.hasValue(ORIGIN);
		assertThat(this.browser.post(TOKEN, form, "https://evil.example").body()).isEqualTo("Invalid CORS request");
	}

	@Test
	void theDiscoveryDocumentNamesTheEndpoints() throws Exception {
		JsonNode discovery = json(this.browser.get("/.well-known/openid-configuration", Map.of()));
		assertThat(discovery.get("authorization_endpoint").asString()).isEqualTo(auth0.issuer() + "authorize");
		assertThat(discovery.get("userinfo_endpoint").asString()).isEqualTo(auth0.issuer() + "userinfo");
	}

	private static Map<String, String> request(Map<String, String> changes) {
		Map<String, String> request = new HashMap<>(Map.of("response_type", "code", "client_id", "frontend",
				"redirect_uri", CALLBACK, "scope", "openid profile email offline_access link:own_account", "audience",
				auth0.tenant().audience(), "state", "state+1", "nonce", "n-1", "code_challenge", CHALLENGE,
				"code_challenge_method", "S256"));
		request.putAll(changes);
		return request;
	}

	private JsonNode tokens(String login, Map<String, String> changes) throws Exception {
		this.browser.get(AUTHORIZE, request(changes));
		return json(exchange(logIn(login), Map.of()));
	}

	private Map<String, String> granted(String login) throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of("prompt", "login")));
		return logIn(login);
	}

	/**
	 * Picks a login on the page and returns the parameters of the callback.
	 */
	private Map<String, String> logIn(String login) throws Exception {
		return callback(follow(post(login)));
	}

	private HttpResponse<String> post(String login) throws Exception {
		return this.browser.post("/u/login", Map.of("login", login));
	}

	private HttpResponse<String> follow(HttpResponse<String> redirect) throws Exception {
		URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
		assertThat(location.toString()).satisfiesAnyOf((url) -> assertThat(url).startsWith(auth0.issuer()),
				(url) -> assertThat(url).startsWith("/"));
		return this.browser.get(location.getRawPath() + "?" + location.getRawQuery(), Map.of());
	}

	private static Map<String, String> callback(HttpResponse<String> response) {
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(CALLBACK + "?");
		Map<String, String> parameters = new HashMap<>();
		UriComponentsBuilder.fromUriString(location)
			.build()
			.getQueryParams()
			.forEach((name, values) -> parameters.put(name,
					URLDecoder.decode(values.getFirst(), StandardCharsets.UTF_8)));
		return parameters;
	}

	private HttpResponse<String> exchange(Map<String, String> response, Map<String, String> changes) throws Exception {
		Map<String, String> form = new HashMap<>(Map.of("grant_type", "authorization_code", "client_id", "frontend",
				"code_verifier", VERIFIER, "redirect_uri", CALLBACK));
		form.putAll(response);
		form.putAll(changes);
		return this.browser.post(TOKEN, form);
	}

	private HttpResponse<String> refresh(String token) throws Exception {
		return this.browser.post(TOKEN,
				Map.of("grant_type", "refresh_token", "client_id", "frontend", "refresh_token", token));
	}

	private static void isRefused(HttpResponse<String> response, int status, String error, String description) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(json(response).get("error").asString()).isEqualTo(error);
		assertThat(json(response).get("error_description").asString()).isEqualTo(description);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	private static JWTClaimsSet claims(JsonNode tokens, String name) throws Exception {
		return SignedJWT.parse(tokens.get(name).asString()).getJWTClaimsSet();
	}

}
