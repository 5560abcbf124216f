package io.accountlink.simulation;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens of the simulation, its published keys, and its rules for {@code link_with}.
 */
class SimulatedTokensTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static SimulatedAuth0 auth0;

	private static ManagementClient client;

	@BeforeAll
	static void start() {
		auth0 = SimulatedAuth0.start(MovableClock.stoppedNow());
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
	void thePublishedSetHasTheCurrentTheNextAndAfterwardsThePreviousKey() throws IOException, ParseException {
		String before = keyIdOf(auth0.tokens().accessToken());
		assertThat(publishedKeyIds()).hasSize(2).contains(before);
		auth0.rotatesKeys();
		String after = keyIdOf(auth0.tokens().accessToken());
		assertThat(after).isNotEqualTo(before);
		assertThat(publishedKeyIds()).hasSize(3).contains(before, after);
		auth0.revokesThePreviousKey();
		assertThat(publishedKeyIds()).hasSize(2).contains(after).doesNotContain(before);
		client = new ManagementClient(auth0);
	}

	@Test
	void thePublishedSetHasNoPrivateKey() throws IOException {
		assertThat(client.get(".well-known/jwks.json").body()).contains("\"kty\":\"RSA\"", "\"use\":\"sig\"")
			.doesNotContain("\"d\":", "\"p\":");
	}

	@Test
	void discoveryNamesTheIssuerAndTheKeys() throws IOException {
		JsonNode discovery = Json.read(client.get(".well-known/openid-configuration").body());
		assertThat(discovery.path("issuer").asString()).isEqualTo(auth0.issuer());
		assertThat(discovery.path("jwks_uri").asString()).isEqualTo(auth0.issuer() + ".well-known/jwks.json");
	}

	@Test
	void anAccessTokenHasAuth0sProfileByDefault() throws ParseException {
		JsonNode claims = claims(auth0.tokens().accessToken().of(ADA).withPermission("link:own_account"));
		assertThat(claims.path("iss").asString()).isEqualTo(auth0.issuer());
		assertThat(claims.path("sub").asString()).isEqualTo(ADA);
		assertThat(claims.path("azp").asString()).isEqualTo(Tokens.FRONTEND);
		assertThat(claims.path("scope").asString()).isEqualTo("openid link:own_account");
		assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(86400);
	}

	@Test
	void anAccessTokenOfTheStandardProfileNamesItsClientOtherwise() throws ParseException {
		Token token = auth0.tokens().accessToken().ofTheRfc9068Profile().withRolePermission("link:any_account");
		assertThat(SignedJWT.parse(token.compact()).getHeader().getType()).hasToString("at+jwt");
		JsonNode claims = claims(token);
		assertThat(claims.has("azp")).isFalse();
		assertThat(claims.path("client_id").asString()).isEqualTo(Tokens.FRONTEND);
		assertThat(claims.path("jti").asString()).isNotEmpty();
		assertThat(claims.path("permissions").path(0).asString()).isEqualTo("link:any_account");
	}

	@Test
	void aMachineIsItsOwnSubject() throws ParseException {
		JsonNode claims = claims(auth0.tokens().machineToken("reports"));
		assertThat(claims.path("sub").asString()).isEqualTo("reports@clients");
		assertThat(claims.path("gty").asString()).isEqualTo("client-credentials");
		assertThat(claims.has("scope")).isFalse();
	}

	@Test
	void anExpiredTokenHasNoOtherFlaw() throws ParseException {
		JsonNode claims = claims(auth0.tokens().idToken().of(GOOGLE).forClient("web").expired());
		long now = claims(auth0.tokens().idToken()).path("iat").asLong();
		assertThat(claims.path("exp").asLong()).isEqualTo(now - 120);
		assertThat(claims.path("iat").asLong()).isEqualTo(now - 300);
		assertThat(claims.path("aud").asString()).isEqualTo("web");
	}

	@Test
	void anOldTokenIsOldFromTheBeginning() throws ParseException {
		JsonNode claims = claims(
				auth0.tokens().idToken().issuedAgo(Duration.ofHours(1)).loggedInAgo(Duration.ofHours(2)));
		long now = claims(auth0.tokens().idToken()).path("iat").asLong();
		assertThat(claims.path("iat").asLong()).isEqualTo(now - 3600);
		assertThat(claims.path("auth_time").asLong()).isEqualTo(now - 7200);
		assertThat(claims.path("exp").asLong()).isEqualTo(now + 9 * 3600);
	}

	@ParameterizedTest
	@ValueSource(strings = { "RS512", "PS256", "HS256", "ES256", "none" })
	void aTokenTellsTheAlgorithmThatItWasSignedWith(String algorithm) {
		String token = auth0.tokens().accessToken().withAlgorithm(algorithm).compact();
		String header = new Base64URL(token.substring(0, token.indexOf('.'))).decodeToString();
		assertThat(Json.read(header).path("alg").asString()).isEqualTo(algorithm);
		assertThat(token.endsWith(".")).isEqualTo(algorithm.equals("none"));
	}

	@Test
	void anEncryptedTokenHasFiveParts() {
		assertThat(auth0.tokens().accessToken().encrypted().split("\\.", -1)).hasSize(5);
	}

	@Test
	void tokensAreMintedOverHttpOnceThatIsSwitchedOn() throws IOException, ParseException {
		String path = "simulation/tokens/access?sub=auth0%7Cada&permission=link%3Aown_account";
		assertThat(client.get(path).statusCode()).isEqualTo(404);
		try (SimulatedAuth0 other = SimulatedAuth0.start()) {
			other.servesTestTokens();
			ManagementClient caller = new ManagementClient(other);
			SignedJWT access = SignedJWT.parse(caller.get(path).body());
			assertThat(access.getJWTClaimsSet().getSubject()).isEqualTo(ADA);
			assertThat(access.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("openid link:own_account");
			SignedJWT id = SignedJWT.parse(caller.get("simulation/tokens/id?sub=github%7C1&client=web").body());
			assertThat(id.getJWTClaimsSet().getAudience()).containsExactly("web");
		}
	}

	@Test
	void linkWithIsTakenFromTheCallersOwnClient() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		assertThat(link(idToken()).statusCode()).isEqualTo(201);
	}

	@Test
	void linkWithIsRefusedForEveryFlaw() throws IOException {
		auth0.has(account(ADA), account(GOOGLE));
		assertRefused(idToken().forClient("web"),
				"JWT (link_with) must have an aud claim that matches that of the calling token's azp.");
		assertRefused(idToken().from("https://else/"),
				"JWT (link_with) must have the same issuer as the calling user.");
		assertRefused(idToken().withAlgorithm("HS256"), "JWT (link_with) must have an alg of RS256.");
		assertRefused(idToken().signedByAnotherKey(), "Invalid token (link_with).");
		assertRefused(idToken().expired(), "Invalid token (link_with).");
		assertRefused(idToken().without("sub"), "JWT (link_with) must contains sub claim");
		assertRefused(idToken().of("nobody"), "JWT (link_with) contains an invalid sub claim");
		assertRefused(idToken().of("github|9"), "Provided secondary account not found.");
		assertRefused(idToken().of(ADA), "Main identity and the new one are the same");
	}

	private static Token idToken() {
		return auth0.tokens().idToken().of(GOOGLE).forClient(auth0.tenant().client().id());
	}

	private static HttpResponse<String> link(Token token) throws IOException {
		return client.link(ADA, "{\"link_with\":\"" + token + "\"}");
	}

	private static void assertRefused(Token token, String message) throws IOException {
		HttpResponse<String> answer = link(token);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(Json.read(answer.body()).path("message").asString()).isEqualTo(message);
	}

	private static List<String> publishedKeyIds() throws IOException, ParseException {
		return JWKSet.parse(client.get(".well-known/jwks.json").body())
			.getKeys()
			.stream()
			.map((key) -> key.getKeyID())
			.toList();
	}

	private static String keyIdOf(Token token) throws ParseException {
		return SignedJWT.parse(token.compact()).getHeader().getKeyID();
	}

	private static JsonNode claims(Token token) throws ParseException {
		return Json.read(SignedJWT.parse(token.compact()).getPayload().toString());
	}

}
