package io.accountlink.specification.token;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Forged tokens (attacks on JWS) are rejected as access tokens and as ID tokens.
 */
class ForgedTokenIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String SECONDARY = "google-oauth2|7";

	private static final String ME = "me";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(SECONDARY));
	}

	static Stream<Arguments> keysInTheHeader() throws JOSEException {
		RSAKey own = new RSAKeyGenerator(2048).keyID("own").generate();
		String host = auth0.issuer() + "attacker/keys.json";
		return Stream.of(brings("jwk", (token) -> token.withHeader("jwk", own.toPublicJWK().toJSONObject()), own),
				brings("jku", (token) -> token.withHeader("jku", host), own),
				brings("x5u", (token) -> token.withHeader("x5u", host), own),
				brings("x5c", (token) -> token.withHeader("x5c", List.of("MIIB")), own),
				brings("a URL as its key id", (token) -> token.withKeyId(host), own),
				brings("no key id", (token) -> token.withoutHeader("kid").withHeader("jku", host), own));
	}

	private static Arguments brings(String what, UnaryOperator<Token> header, RSAKey key) {
		return argumentSet(what, (UnaryOperator<Token>) (token) -> header.apply(token.signedBy(key, "RS256")));
	}

	@ParameterizedTest
	@MethodSource("keysInTheHeader")
	void aKeyThatATokenBringsIsNeitherUsedNorFetched(UnaryOperator<Token> forge) {
		apiAs(forge.apply(user(ADA))).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).link(ME, forge.apply(idToken(SECONDARY))).isProblem(ProblemType.ID_TOKEN_INVALID);
		auth0.received(0, Operation.UNKNOWN);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exp", "iat", "b64", "x" })
	void aCriticalExtensionIsRefusedWhicheverItIs(String name) {
		UnaryOperator<Token> extended = (token) -> token.withHeader("crit", List.of(name)).withHeader(name, true);
		apiAs(extended.apply(user(ADA))).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).link(ME, extended.apply(idToken(SECONDARY))).isProblem(ProblemType.ID_TOKEN_INVALID);
	}

	static Stream<Arguments> times() {
		return Stream.of("exp", "iat", "nbf", "auth_time")
			.flatMap((claim) -> Stream
				.of(Map.entry("text", "1795000000"), Map.entry("a fraction", clock.instant().getEpochSecond() + 0.5),
						Map.entry("a float", (double) clock.instant().getEpochSecond()), Map.entry("negative", -1L),
						Map.entry("huge", Long.MAX_VALUE), Map.entry("past all calendars", 253_402_300_800L),
						Map.entry("larger than any number", 1e300), Map.entry("a list", List.of(1)),
						Map.entry("true", true))
				.map((value) -> argumentSet(claim + " is " + value.getKey(), claim, value.getValue())));
	}

	@ParameterizedTest
	@MethodSource("times")
	void aTimeIsInWholeSecondsOrTheTokenIsNone(String claim, Object value) {
		apiAs(user(ADA).with(claim, value)).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).link(ME, idToken(SECONDARY).with(claim, value)).isProblem(ProblemType.ID_TOKEN_INVALID);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"%s\"}",
			"{\"alg\":\"none\",\"kid\":\"%s\",\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":\"x\",\"kid\":\"%s\"}" })
	void aMemberThatIsTwiceInTheHeaderMakesItNoHeader(String header) {
		String[] parts = user(ADA).compact().split("\\.", -1);
		String kid = Response.tree(Base64URL.from(parts[0]).decodeToString()).get("kid").asString();
		isRefused(encoded(header.formatted(kid)) + "." + parts[1] + "." + parts[2]);
	}

	@Test
	void aHeaderNestedDeeplyIsRefusedAndHarmsNobody() {
		String[] parts = user(ADA).compact().split("\\.", -1);
		String deep = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
		isRefused(encoded(deep) + "." + parts[1] + "." + parts[2]);
		apiAs(user(ADA)).list(ME).isOk();
	}

	@Test
	void oneKindOfTokenIsNeverTakenForAnother() {
		apiAs(idToken(ADA)).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(auth0.tokens().managementToken()).list(ADA).isProblem(ProblemType.UNAUTHENTICATED);
		for (Token noIdToken : List.of(user(SECONDARY), user(SECONDARY).ofTheRfc9068Profile(), machine(),
				auth0.tokens().managementToken())) {
			apiAs(user(ADA)).link(ME, noIdToken).isProblem(ProblemType.ID_TOKEN_INVALID);
		}
		auth0.receivedNoWrites();
	}

	private void isRefused(String token) {
		api().with("Authorization", "Bearer " + token).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).link(ME, Map.of("link_with", token)).isProblem(ProblemType.ID_TOKEN_INVALID);
	}

	private static String encoded(String json) {
		return Base64URL.encode(json.getBytes(StandardCharsets.UTF_8)).toString();
	}

}
