package io.accountlink.specification.token;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Authentication with access tokens that the issuer signed for this API. A refusal does
 * not reveal why a token is invalid.
 */
class AccessTokenIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String ME = "me";

	private static final String CONSTANT = "The request needs a valid access token for this API in its Authorization header.";

	static Stream<Arguments> flaws() {
		return Stream.of(flaw("HMAC", (token) -> token.withAlgorithm("HS256")),
				flaw("no signature", (token) -> token.withAlgorithm("none")),
				flaw("PSS", (token) -> token.withAlgorithm("PS256")),
				flaw("SHA-512", (token) -> token.withAlgorithm("RS512")),
				flaw("elliptic curve", (token) -> token.withAlgorithm("ES256")),
				flaw("another key", Token::signedByAnotherKey),
				flaw("an unknown key", (token) -> token.withKeyId("another")),
				flaw("brings its own key",
						(token) -> token.signedByAnotherKey().withHeader("jku", "https://evil.example")),
				flaw("a critical extension", (token) -> token.withHeader("crit", List.of("exp"))),
				flaw("an unencoded payload", (token) -> token.withHeader("b64", false)),
				flaw("bound to a key and forged",
						(token) -> token.with("cnf", Map.of("jkt", "x")).signedByAnotherKey()),
				flaw("bound to a key and of another audience",
						(token) -> token.with("cnf", Map.of("jkt", "x")).forAudience("https://other.example/")),
				flaw("another issuer", (token) -> token.from("https://other.eu.auth0.com/")),
				flaw("the issuer in other letters", (token) -> token.from(auth0.issuer().replace("http:", "HTTP:"))),
				flaw("the host in other letters", (token) -> token.from(auth0.issuer().replace("local", "LOCAL"))),
				flaw("the issuer less its slash", (token) -> token.from(auth0.issuer().replaceAll("/$", ""))),
				flaw("no issuer", (token) -> token.without("iss")),
				flaw("another audience", (token) -> token.forAudience("https://other.example/")),
				flaw("the Management API's audience",
						(token) -> token.forAudience(auth0.tenant().managementAudience())),
				flaw("an audience that only begins alike",
						(token) -> token.forAudience(auth0.tenant().audience() + "x")),
				flaw("no audience", (token) -> token.without("aud")));
	}

	static Stream<Arguments> flawsInClaims() {
		return Stream.of(flaw("no exp", (token) -> token.without("exp")),
				flaw("no iat", (token) -> token.without("iat")), flaw("no sub", (token) -> token.without("sub")),
				flaw("an empty sub", (token) -> token.of("")), flaw("a blank sub", (token) -> token.of(" ")),
				flaw("a sub that is a number", (token) -> token.with("sub", 7)),
				flaw("an exp that is null", (token) -> token.withNull("exp")),
				flaw("an iat that is null", (token) -> token.lasting(Duration.ofSeconds(20)).withNull("iat")),
				flaw("an exp that is text", (token) -> token.with("exp", "tomorrow")),
				flaw("an nbf that is text", (token) -> token.with("nbf", "now")),
				flaw("an azp that is no text", (token) -> token.with("azp", 7)),
				flaw("longer life than Auth0 allows", (token) -> token.lasting(Duration.ofDays(30).plusSeconds(1))),
				flaw("no life at all", (token) -> token.lasting(Duration.ZERO)),
				flaw("an end before its beginning",
						(token) -> token.issuedAgo(Duration.ofSeconds(-20)).lasting(Duration.ofSeconds(-1))),
				flaw("issued in the future", (token) -> token.issuedAgo(Duration.ofSeconds(-31))),
				flaw("not valid yet", (token) -> token.with("nbf", clock.instant().getEpochSecond() + 31)),
				flaw("expired", (token) -> token.lasting(Duration.ofMinutes(1)).issuedAgo(Duration.ofSeconds(91))),
				flaw("the type of a logout token", (token) -> token.withHeader("typ", "logout+jwt")),
				flaw("the type of an ID token", (token) -> token.withHeader("typ", "id+jwt")),
				flaw("an empty type", (token) -> token.withHeader("typ", "")));
	}

	private static Arguments flaw(String name, UnaryOperator<Token> change) {
		return argumentSet(name, change);
	}

	@Test
	void aTokenThatIsBoundToAKeyIsToldSo() {
		Response refused = apiAs(user(ADA).with("cnf", Map.of("jkt", "x"))).list(ADA);
		assertThat(refused.isProblem(ProblemType.UNAUTHENTICATED).detail()).contains("cnf");
	}

	@ParameterizedTest
	@MethodSource({ "flaws", "flawsInClaims" })
	void oneFlawIsEnoughAndIsNotNamed(UnaryOperator<Token> change) {
		auth0.has(account(ADA));
		isRefused(change.apply(user(ADA)).compact());
	}

	@ParameterizedTest
	@MethodSource({ "flaws", "flawsInClaims" })
	void theStandardProfileIsHeldToTheSame(UnaryOperator<Token> change) {
		auth0.has(account(ADA));
		isRefused(change.apply(user(ADA).ofTheRfc9068Profile()).compact());
	}

	@Test
	void aTokenMayBeAsLongAsTheHeader() {
		auth0.has(account(ADA));
		Token large = user(ADA).with("https://acme.example/groups", "x".repeat(11 * 1024));
		assertThat(large.compact().length()).isGreaterThan(15_000);
		apiAs(large).list(ME).isOk();
		apiAs(large).list(ME).isOk();
	}

	@Test
	void bothOfAuth0sTokenProfilesGetIn() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).list(ME).isOk();
		apiAs(user(ADA).ofTheRfc9068Profile()).list(ME).isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT" })
	void theTypeMayBeOneOfThree(String type) {
		auth0.has(account(ADA));
		apiAs(user(ADA).withHeader("typ", type)).list(ME).isOk();
	}

	@Test
	void theTypeMayBeAbsent() {
		auth0.has(account(ADA));
		apiAs(user(ADA).withoutHeader("typ")).list(ME).isOk();
	}

	@Test
	void anAccessTokenMayLiveForThirtyDays() {
		auth0.has(account(ADA));
		apiAs(user(ADA).lasting(Duration.ofDays(30))).list(ME).isOk();
		apiAs(user(ADA).lasting(Duration.ofDays(30)).issuedAgo(Duration.ofDays(29))).list(ME).isOk();
	}

	@Test
	void clocksMayDifferByHalfAMinute() {
		auth0.has(account(ADA));
		apiAs(user(ADA).lasting(Duration.ofMinutes(1)).issuedAgo(Duration.ofSeconds(89))).list(ME).isOk();
		apiAs(user(ADA).issuedAgo(Duration.ofSeconds(-30))).list(ME).isOk();
		apiAs(user(ADA).with("nbf", clock.instant().getEpochSecond() + 30)).list(ME).isOk();
	}

	@Test
	void theAudiencesMayBeTheApiAndUserinfo() {
		auth0.has(account(ADA));
		Token token = user(ADA).forAudience(auth0.tenant().audience(), auth0.issuer() + "userinfo");
		apiAs(token).list(ME).isOk();
		apiAs(token.forAudience(auth0.tenant().audience(), "https://acme.eu.auth0.com/userinfo")).list(ME).isOk();
	}

	@Test
	void anIdTokenIsNoAccessToken() {
		auth0.has(account(ADA));
		isRefused(idToken(ADA).compact());
	}

	@Test
	void anIdTokenThatNamesTheApiAmongItsAudiencesIsNoAccessToken() {
		auth0.has(account(ADA));
		Token both = idToken(ADA).lasting(Duration.ofHours(1));
		isRefused(both.forAudience(Tokens.FRONTEND, auth0.tenant().audience()).compact());
		isRefused(both.with("azp", Tokens.FRONTEND).with("scope", "link:own_account").compact());
		isRefused(both.forAudience(auth0.tenant().audience()).with("nonce", "n").compact());
	}

	@Test
	void anotherTenantsTokenIsRefused() {
		auth0.has(account(ADA));
		try (SimulatedAuth0 other = SimulatedAuth0.start(clock)) {
			Token foreign = other.tokens().accessToken().of(ADA).withPermission("link:own_account");
			isRefused(foreign.compact());
			isRefused(foreign.from(auth0.issuer()).compact());
		}
	}

	@Test
	void onlyRs256CountsWhateverKeysTheIssuerPublishes() throws JOSEException {
		auth0.has(account(ADA));
		JWK elliptic = new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE).keyID(keyId()).generate();
		JWK pss = new RSAKeyGenerator(2048).algorithm(JWSAlgorithm.PS256).keyID(keyId()).generate();
		for (Map.Entry<JWK, String> each : Map.of(elliptic, "ES256", pss, "PS256").entrySet()) {
			auth0.publishes(each.getKey());
			isRefused(user(ADA).signedBy(each.getKey(), each.getValue()).compact());
		}
	}

	@Test
	void aKeyThatTheIssuerPublishesForEncryptionSignsNothing() throws JOSEException {
		auth0.has(account(ADA));
		RSAKey key = new RSAKeyGenerator(2048).keyID(keyId()).generate();
		auth0.publishes(new RSAKey.Builder(key).keyUse(KeyUse.ENCRYPTION).build());
		isRefused(user(ADA).signedBy(key, "RS256").compact());
	}

	@Test
	void anotherKeyThatTheIssuerPublishesForRs256Counts() throws JOSEException {
		auth0.has(account(ADA));
		JWK another = new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).keyID(keyId()).generate();
		auth0.publishes(another);
		apiAs(user(ADA).signedBy(another, "RS256")).list(ME).isOk();
	}

	@Test
	void anOpaqueTokenIsToldWhatIsMissing() {
		Response response = apiWith(auth0.tokens().opaqueToken()).list(ME);
		response.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.detail()).contains("opaque").contains("audience");
		assertThat(response.header("WWW-Authenticate")).get()
			.asString()
			.startsWith("Bearer error=\"invalid_token\", resource_metadata=");
	}

	@Test
	void anEncryptedTokenIsToldThatItCantBeRead() {
		Response response = apiWith(user(ADA).encrypted()).list(ME);
		response.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.detail()).contains("encrypted");
	}

	private static String keyId() {
		return UUID.randomUUID().toString();
	}

	private Api apiWith(String accessToken) {
		return api().with("Authorization", "Bearer " + accessToken);
	}

	private void isRefused(String accessToken) {
		Response response = apiWith(accessToken).list(ME);
		response.isProblem(ProblemType.UNAUTHENTICATED).doesNotContain(accessToken.split("\\.", -1)[1]);
		assertThat(response.detail()).isEqualTo(CONSTANT);
		assertThat(response.header("WWW-Authenticate")).get()
			.asString()
			.startsWith("Bearer error=\"invalid_token\", resource_metadata=");
		assertThat(auth0.calls(Operation.READ)).isZero();
	}

}
