package io.accountlink.simulation.login;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins at the simulated Auth0 over HTTP, as a browser and a single-page application see
 * them.
 */
class LoginServerTests extends AuthorizationCodeFlow {

	private static final String GONE = "The refresh_token was generated for a user who doesn't exist anymore.";

	private static final LoginServer server = LoginServer.start(auth0,
			new Application(CLIENT, ORIGIN).withoutConfirmation(), clock);

	@AfterAll
	static void stop() {
		server.close();
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
		assertThat(access.getClaim("azp")).isEqualTo(CLIENT);
		assertThat(access.getStringClaim("scope").split(" ")).contains("openid", "link:own_account");
		JWTClaimsSet id = claims(tokens, ID_TOKEN);
		assertThat(id.getIssuer()).isEqualTo(auth0.issuer());
		assertThat(id.getAudience()).containsExactly(CLIENT);
		assertThat(id.getClaims()).containsEntry("nonce", "n-1")
			.containsEntry("email", "ada@example.com")
			.containsEntry("email_verified", true)
			.containsEntry("name", "Ada Lovelace")
			.doesNotContainKey("auth_time");
	}

	@Test
	void theClaimsFollowTheScopes() throws Exception {
		JsonNode tokens = tokens(GOOGLE, Map.of("scope", "openid"));
		assertThat(claims(tokens, ID_TOKEN).getClaims()).doesNotContainKeys("email", "email_verified", "name");
		assertThat(tokens.has("refresh_token")).isFalse();
	}

	@Test
	void withoutAnAudienceTheAccessTokenIsOpaque() throws Exception {
		Map<String, String> request = request(Map.of());
		request.remove("audience");
		this.browser.get(AUTHORIZE, request);
		String token = json(exchange(logIn(ADA), Map.of())).get("access_token").asString();
		assertThat(token).doesNotContain(".");
		assertThat(json(userInfo(token)).get("sub").asString()).isEqualTo(ADA);
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
		assertThat(callback(this.browser.get(AUTHORIZE, silently))).containsEntry(ERROR, "login_required")
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
		JWTClaimsSet id = claims(json(exchange(logIn(GOOGLE), Map.of())), ID_TOKEN);
		assertThat(id.getSubject()).isEqualTo(GOOGLE);
		assertThat(id.getLongClaim("auth_time")).isEqualTo(clock.instant().getEpochSecond());
	}

	@Test
	void maxAgeCountsFromTheLogin() throws Exception {
		JsonNode first = tokens(ADA, Map.of("max_age", "60"));
		long loggedIn = clock.instant().getEpochSecond();
		assertThat(claims(first, ID_TOKEN).getLongClaim("auth_time")).isEqualTo(loggedIn);
		clock.advance(Duration.ofSeconds(59));
		Map<String, String> response = callback(
				this.browser.get(AUTHORIZE, request(Map.of("max_age", "60", "state", "2"))));
		JsonNode second = json(exchange(response, Map.of()));
		assertThat(claims(second, ID_TOKEN).getLongClaim("auth_time")).isEqualTo(loggedIn);
		clock.advance(Duration.ofSeconds(1));
		Map<String, String> old = request(Map.of("max_age", "60", "state", "3", "prompt", "none"));
		assertThat(callback(this.browser.get(AUTHORIZE, old))).containsEntry(ERROR, "login_required");
	}

	@Test
	void theConnectionAndTheHintLimitTheChoice() throws Exception {
		String ofConnection = this.browser.get(AUTHORIZE, request(Map.of("connection", "google-oauth2"))).body();
		assertThat(ofConnection).contains("google-oauth2|1234").doesNotContain(ADA);
		String hinted = this.browser.get(AUTHORIZE, request(Map.of("login_hint", "ada@example.com"))).body();
		assertThat(hinted).contains(ADA).doesNotContain("google-oauth2|1234");
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
		assertThat(callback(this.browser.get(AUTHORIZE, request))).containsEntry(ERROR, error)
			.containsEntry("state", "state+1");
	}

	@Test
	void aBlockedUserGetsNoCode() throws Exception {
		auth0.has(account("auth0|bob").blocked());
		this.browser.get(AUTHORIZE, request(Map.of()));
		assertThat(logIn("auth0|bob")).containsEntry(ERROR, "unauthorized")
			.containsEntry("error_description", "user is blocked");
	}

	@Test
	void anUnknownLoginGetsNoSession() throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of()));
		assertThat(post("auth0|nobody").statusCode()).isEqualTo(401);
		assertThat(callback(this.browser.get(AUTHORIZE, request(Map.of("prompt", "none"))))).containsEntry(ERROR,
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
		assertThat(claims(refreshed, ID_TOKEN).getSubject()).isEqualTo(ADA);
		assertThat(refresh(refreshed.get("refresh_token").asString()).statusCode()).isEqualTo(200);
		isRefused(refresh(first), 403, "invalid_grant", "Unknown or invalid refresh token.");
	}

	@Test
	void aRefreshTokenEndsWithItsAccount() throws Exception {
		String token = tokens(GOOGLE, Map.of()).get("refresh_token").asString();
		auth0.has(account(ADA).withIdentity(GOOGLE));
		isRefused(refresh(token), 403, "invalid_grant", GONE);
		auth0.reset();
		isRefused(refresh(token), 403, "invalid_grant", GONE);
		isRefused(refresh("invented"), 403, "invalid_grant", "Unknown or invalid refresh token.");
	}

	@Test
	void userInfoNeedsAnAccessToken() throws Exception {
		JsonNode userInfo = json(userInfo(tokens(ADA, Map.of()).get("access_token").asString()));
		assertThat(userInfo.get("email").asString()).isEqualTo("ada@example.com");
		assertThat(userInfo.get("name").asString()).isEqualTo("Ada Lovelace");
		assertThat(userInfo("invented").statusCode()).isEqualTo(401);
	}

	@Test
	void aLogoutEndsTheSessionAndReturnsToTheApplicationOnly() throws Exception {
		tokens(ADA, Map.of());
		HttpResponse<String> out = this.browser.get("/v2/logout", Map.of("client_id", CLIENT, "returnTo", CALLBACK));
		assertThat(out.headers().firstValue("Location")).hasValue(CALLBACK);
		assertThat(callback(this.browser.get(AUTHORIZE, request(Map.of("prompt", "none"))))).containsEntry(ERROR,
				"login_required");
		for (String other : List.of("https://evil.example/", ORIGIN)) {
			assertThat(this.browser.get("/v2/logout", Map.of("returnTo", other)).statusCode()).isEqualTo(400);
		}
	}

	@Test
	void onlyTheApplicationMayFetchTokensFromAnotherOrigin() throws Exception {
		Map<String, String> form = Map.of("grant_type", "refresh_token", "client_id", CLIENT, "refresh_token", "x");
		assertThat(this.browser.post(TOKEN, form, "Origin", ORIGIN).headers().firstValue("Access-Control-Allow-Origin"))
			.hasValue(ORIGIN);
		assertThat(this.browser.post(TOKEN, form, "Origin", "https://evil.example").body())
			.isEqualTo("Invalid CORS request");
	}

}
