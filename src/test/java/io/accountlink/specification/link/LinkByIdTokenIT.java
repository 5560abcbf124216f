package io.accountlink.specification.link;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Link with an ID token as the proof for the secondary account.
 */
class LinkByIdTokenIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String BOB = "auth0|bob";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(BOB), account(GOOGLE));
	}

	static Stream<Arguments> flaws() {
		return Stream.of(flaw("another client", (token) -> token.forClient("another")),
				flaw("no client", (token) -> token.without("aud")),
				flaw("several audiences, no azp", (token) -> token.forAudience(Tokens.FRONTEND, "another")),
				flaw("azp of another client",
						(token) -> token.forAudience(Tokens.FRONTEND, "another").with("azp", "another")),
				flaw("one audience, azp of another client", (token) -> token.with("azp", "another")),
				flaw("azp no text", (token) -> token.with("azp", List.of(Tokens.FRONTEND))),
				flaw("no exp", (token) -> token.without("exp")), flaw("no iat", (token) -> token.without("iat")),
				flaw("exp null", (token) -> token.withNull("exp")),
				flaw("iat null", (token) -> token.lasting(Duration.ofSeconds(20)).withNull("iat")),
				flaw("future iat", (token) -> token.issuedAgo(Duration.ofSeconds(-31))),
				flaw("future login", (token) -> token.loggedInAgo(Duration.ofSeconds(-31))),
				flaw("not valid yet", (token) -> token.with("nbf", clock.instant().getEpochSecond() + 31)),
				flaw("exp not after iat", (token) -> token.lasting(Duration.ZERO).issuedAgo(Duration.ofSeconds(-20))),
				flaw("login no time", (token) -> token.with("auth_time", "now")),
				flaw("sub without pipe", (token) -> token.of("batch@clients")),
				flaw("sub without provider", (token) -> token.of("|7")),
				flaw("sub with nothing but provider", (token) -> token.of("auth0|")),
				flaw("sub with a control character", (token) -> token.of("auth0|\u0007")),
				flaw("sub a number", (token) -> token.with("sub", 7)), flaw("no sub", (token) -> token.without("sub")),
				flaw("a silent login", Token::withoutLogin), flaw("login null", (token) -> token.withNull("auth_time")),
				flaw("somebody acts for the subject", (token) -> token.with("act", Map.of("sub", Tokens.FRONTEND))),
				flaw("an agent", (token) -> token.with("sub_profile", "ai_agent")),
				flaw("act null", (token) -> token.withNull("act")),
				flaw("act false", (token) -> token.with("act", false)));
	}

	static Stream<Arguments> forgeries() {
		return Stream.of(flaw("another issuer", (token) -> token.from("https://other.eu.auth0.com/")),
				flaw("another key", Token::signedByAnotherKey),
				flaw("another key, expired", (token) -> token.signedByAnotherKey().expired()),
				flaw("HMAC", (token) -> token.withAlgorithm("HS256")),
				flaw("no signature", (token) -> token.withAlgorithm("none")),
				flaw("PSS", (token) -> token.withAlgorithm("PS256")),
				flaw("elliptic curve", (token) -> token.withAlgorithm("ES256")),
				flaw("an access token by its type", (token) -> token.withHeader("typ", "at+jwt")),
				flaw("a logout token", (token) -> token.withHeader("typ", "logout+jwt")),
				flaw("an access token by its scope", (token) -> token.with("scope", "openid")),
				flaw("an access token by its permissions", (token) -> token.with("permissions", List.of())),
				flaw("a machine's token", (token) -> token.with("gty", "client-credentials")));
	}

	private static Arguments flaw(String name, UnaryOperator<Token> change) {
		return argumentSet(name, change);
	}

	@ParameterizedTest
	@ValueSource(ints = { 9, 15 })
	void anIdTokenMayBeAsLongAsTheBody(int kibibytes) {
		String groups = "x".repeat((kibibytes * 1024 - 1000) * 3 / 4);
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).with("https://acme.example/groups", groups)).isCreated();
	}

	@Test
	void anIdTokenLinksTheAccountThatItProves() {
		Response response = apiAs(user(ADA)).link(ME, idToken(GOOGLE));
		response.isCreated().hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.LINK);
		auth0.received(2, Operation.READ);
	}

	@Test
	void bothAccountsAreReadAtOnce() {
		auth0.on(Operation.READ).of(ADA).once().ignoresTheCall();
		CompletableFuture<Response> answer = CompletableFuture
			.supplyAsync(() -> apiAs(user(ADA)).link(ME, idToken(GOOGLE)));
		Awaitility.await().until(() -> auth0.calls(Operation.READ) == 2);
		auth0.receivedOf(1, Operation.READ, ADA);
		auth0.receivedOf(1, Operation.READ, GOOGLE);
		answer.join().isCreated();
	}

	@Test
	void whoCantTellWhenTheLoginWasLearnsHowToAskForIt() {
		Response refused = apiAs(user(ADA)).link(ME, idToken(GOOGLE).withoutLogin());
		assertThat(refused.isProblem(ProblemType.ID_TOKEN_INVALID).detail()).contains("max_age");
	}

	@Test
	void auth0GetsNoTokenButTheIdentityThatTheTokenNames() {
		auth0.has(account("waad|staff|42"));
		apiAs(user(ADA)).link(ME, idToken("waad|staff|42")).isCreated();
		assertThat(Response.tree(auth0.lastCall(Operation.LINK).body()))
			.isEqualTo(Response.tree("{\"provider\":\"waad\",\"user_id\":\"staff|42\"}"));
	}

	@ParameterizedTest
	@MethodSource({ "flaws", "forgeries" })
	void anyFlawMakesTheProofInvalid(UnaryOperator<Token> change) {
		Token flawed = change.apply(idToken(GOOGLE));
		Response response = apiAs(user(ADA)).link(ME, flawed).isProblem(ProblemType.ID_TOKEN_INVALID);
		assertThat(response.detail()).startsWith("The ID token is invalid: ");
		response.doesNotContain(flawed.compact().split("\\.", -1)[1]);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage", "a.b.c", "..", "eyJ", "null", "https://example.com", "\u00e4.\u00f6.\u00fc" })
	void garbageProvesNothing(String garbage) {
		apiAs(user(ADA)).link(ME, Map.of("link_with", garbage)).isProblem(ProblemType.ID_TOKEN_INVALID);
		auth0.receivedNoWrites();
	}

	@Test
	void theCallersOwnAccessTokenProvesNothing() {
		apiAs(user(ADA)).link(ME, user(GOOGLE)).isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA)).link(ME, user(GOOGLE).ofTheRfc9068Profile()).isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA)).link(ME, Map.of("link_with", auth0.tokens().opaqueToken()))
			.isProblem(ProblemType.ID_TOKEN_INVALID);
		auth0.receivedNoWrites();
	}

	@Test
	void anotherTenantsIdTokenProvesNothing() {
		try (SimulatedAuth0 other = SimulatedAuth0.start(clock)) {
			Token foreign = other.tokens().idToken().of(GOOGLE);
			apiAs(user(ADA)).link(ME, foreign).isProblem(ProblemType.ID_TOKEN_INVALID);
			apiAs(user(ADA)).link(ME, foreign.from(auth0.issuer())).isProblem(ProblemType.ID_TOKEN_INVALID);
		}
		auth0.receivedNoWrites();
	}

	@Test
	void anExpiredIdTokenProvesNothing() {
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).expired()).isProblem(ProblemType.ID_TOKEN_EXPIRED);
		Token justOver = idToken(GOOGLE).lasting(Duration.ofMinutes(1)).issuedAgo(Duration.ofMinutes(1));
		apiAs(user(ADA)).link(ME, justOver).isProblem(ProblemType.ID_TOKEN_EXPIRED);
		auth0.receivedNoWrites();
	}

	@Test
	void aLoginLongAgoProvesNothing() {
		Duration tooLong = Duration.ofMinutes(10).plusSeconds(1);
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).issuedAgo(tooLong)).isProblem(ProblemType.ID_TOKEN_TOO_OLD);
		auth0.receivedNoWrites();
	}

	@Test
	void aTokenThatWasRenewedSinceAnOldLoginProvesNothing() {
		Duration tooLong = Duration.ofMinutes(10).plusSeconds(1);
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).loggedInAgo(tooLong)).isProblem(ProblemType.ID_TOKEN_TOO_OLD);
		auth0.receivedNoWrites();
	}

	@Test
	void aLoginIsFreshForTenMinutes() {
		Duration longest = Duration.ofMinutes(10);
		auth0.has(account("github|8"));
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).issuedAgo(longest)).isCreated();
		apiAs(user(ADA)).link(ME, idToken("github|8").loggedInAgo(longest).issuedAgo(Duration.ofMinutes(5)))
			.isCreated();
	}

	@Test
	void clocksMayDifferByHalfAMinute() {
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).issuedAgo(Duration.ofSeconds(-30))).isCreated();
		auth0.has(account("github|8"));
		apiAs(user(ADA)).link(ME, idToken("github|8").with("nbf", clock.instant().getEpochSecond() + 30)).isCreated();
	}

	@Test
	void severalAudiencesAreFineWhereAzpIsOneOfOurs() {
		Token token = idToken(GOOGLE).forAudience("another", Tokens.FRONTEND).with("azp", Tokens.FRONTEND);
		apiAs(user(ADA)).link(ME, token).isCreated();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false", "\"true\"", "\"no\"", "7", "null" })
	void whatTheTokenSaysAboutAnAddressDecidesNothing(String verified) {
		Token token = idToken(GOOGLE).with("email_verified", Response.tree(verified));
		apiAs(user(ADA)).link(ME, token).isCreated();
	}

	@Test
	void aTokenThatEndsWhileTheAccountsAreReadProvesNothing() {
		auth0.on(Operation.READ).of(ADA).once().ignoresTheCall();
		Token token = idToken(GOOGLE).lasting(Duration.ofSeconds(20));
		CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> apiAs(user(ADA)).link(ME, token));
		Awaitility.await().until(() -> auth0.calls(Operation.READ) == 2);
		clock.advance(Duration.ofSeconds(20));
		answer.join().isProblem(ProblemType.ID_TOKEN_EXPIRED);
		auth0.receivedNoWrites();
	}

	@Test
	void anAccountIsNotLinkedToItself() {
		apiAs(user(ADA)).link(ME, idToken(ADA)).isProblem(ProblemType.SAME_ACCOUNT);
		auth0.receivedNoWrites();
	}

}
