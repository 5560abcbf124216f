package io.accountlink.simulation.login;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.accountlink.simulation.MovableClock;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.TestClient;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class of tests of logins: the requests of a browser and a single-page application
 * (authorization code flow with PKCE).
 */
abstract class AuthorizationCodeFlow {

	static final String CLIENT = "frontend";

	static final String ORIGIN = "http://localhost:3000";

	static final String CALLBACK = ORIGIN + "/";

	static final String AUTHORIZE = "/authorize";

	static final String TOKEN = "/oauth/token";

	static final String CODE = "code";

	static final String ERROR = "error";

	static final String ID_TOKEN = "id_token";

	static final String ADA = "auth0|ada";

	static final String GOOGLE = "google-oauth2|1234";

	/** Verifier and challenge of RFC 7636, appendix B. */
	static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

	static final MovableClock clock = MovableClock.stoppedNow();

	static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	final TestClient browser = new TestClient(auth0.issuer());

	@BeforeEach
	void createAccounts() {
		auth0.reset();
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("name", "Ada Lovelace"),
				account(GOOGLE).withEmail("ada@gmail.example"));
	}

	static Map<String, String> request(Map<String, String> changes) {
		Map<String, String> request = new HashMap<>(Map.of("response_type", "code", "client_id", CLIENT, "redirect_uri",
				CALLBACK, "scope", "openid profile email offline_access link:own_account", "audience",
				auth0.tenant().audience(), "state", "state+1", "nonce", "n-1", "code_challenge", CHALLENGE,
				"code_challenge_method", "S256"));
		request.putAll(changes);
		return request;
	}

	JsonNode tokens(String login, Map<String, String> changes) throws Exception {
		this.browser.get(AUTHORIZE, request(changes));
		return json(exchange(logIn(login), Map.of()));
	}

	Map<String, String> granted(String login) throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of("prompt", "login", "state", UUID.randomUUID().toString())));
		return logIn(login);
	}

	/**
	 * Picks a login on the page and returns the parameters of the callback.
	 */
	Map<String, String> logIn(String login) throws Exception {
		return callback(follow(post(login)));
	}

	HttpResponse<String> post(String login) throws Exception {
		return this.browser.post("/u/login", Map.of("login", login));
	}

	HttpResponse<String> follow(HttpResponse<String> redirect) throws Exception {
		URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
		assertThat(location.toString()).satisfiesAnyOf((url) -> assertThat(url).startsWith(auth0.issuer()),
				(url) -> assertThat(url).startsWith("/"));
		return this.browser.get(location.getRawPath() + "?" + location.getRawQuery(), Map.of());
	}

	static Map<String, String> callback(HttpResponse<String> response) {
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(CALLBACK + "?");
		Map<String, String> parameters = new HashMap<>(
				UriComponentsBuilder.fromUriString(location).build().getQueryParams().toSingleValueMap());
		parameters.replaceAll((name, value) -> UriUtils.decode(value, StandardCharsets.UTF_8));
		return parameters;
	}

	HttpResponse<String> exchange(Map<String, String> response, Map<String, String> changes) throws Exception {
		Map<String, String> form = new HashMap<>(Map.of("grant_type", "authorization_code", "client_id", CLIENT,
				"code_verifier", VERIFIER, "redirect_uri", CALLBACK));
		form.putAll(response);
		form.putAll(changes);
		return this.browser.post(TOKEN, form);
	}

	HttpResponse<String> refresh(String token) throws Exception {
		return this.browser.post(TOKEN,
				Map.of("grant_type", "refresh_token", "client_id", CLIENT, "refresh_token", token));
	}

	HttpResponse<String> userInfo(String accessToken) throws Exception {
		return this.browser.get("/userinfo", Map.of(), "Authorization", "Bearer " + accessToken);
	}

	static void isRefused(HttpResponse<String> response, int status, String error, String description) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(json(response).get(ERROR).asString()).isEqualTo(error);
		assertThat(json(response).get("error_description").asString()).isEqualTo(description);
	}

	static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	static JWTClaimsSet claims(JsonNode tokens, String name) throws Exception {
		return SignedJWT.parse(tokens.get(name).asString()).getJWTClaimsSet();
	}

}
