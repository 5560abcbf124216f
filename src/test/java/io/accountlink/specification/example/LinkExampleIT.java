package io.accountlink.specification.example;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.support.Faults;
import io.accountlink.support.ExampleProgram;
import io.accountlink.support.LossyProxy;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.util.TestSocketUtils;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of a service that links by reference: what it prints, when it repeats, and
 * when it gives up.
 */
class LinkExampleIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2";

	private static final String LINKED = "Linked:";

	@TempDir
	private static Path classes;

	private static ExampleProgram compiled;

	private ExampleProgram example;

	@BeforeAll
	static void compile() {
		compiled = ExampleProgram.compiledTo(classes);
	}

	@BeforeEach
	void prepare() {
		auth0.has(account(ADA), account("google-oauth2|7"));
		this.example = compiled.at("http://localhost:" + port(), auth0.tenant());
	}

	@Test
	void itTellsWhatALinkDoesLinksAndTellsWhereTheAccountWent() throws Exception {
		auth0.has(secondary("{\"theme\":1,\"language\":2}", "{\"plan\":3}"));
		this.example.run(ADA, GOOGLE, "7")
			.succeeds("Preview: would_link", "  logins that are moved: google-oauth2|7",
					"  user_metadata carried over: -", "  user_metadata discarded: \"language\", \"theme\"",
					"  app_metadata discarded: \"plan\"", LINKED, "  auth0|ada, google-oauth2|7",
					"google-oauth2|7 leads to auth0|ada");
		this.example.run(ADA, GOOGLE, "google-oauth2|7")
			.succeeds("Preview: already_linked", "Linked already:", "google-oauth2|7 leads to auth0|ada");
	}

	@Test
	void anIdMayHoldWhateverAuth0Allows() throws Exception {
		String primary = "oidc|https://idp/a+b@c%2Fd";
		String secondary = "samlp|100%|x/y+z\"\\";
		auth0.has(account(primary), account(secondary));
		this.example.run(primary, "samlp", "100%|x/y+z\"\\")
			.succeeds("  " + primary + ", " + secondary, secondary + " leads to " + primary);
	}

	@Test
	void aKeyIsNoMemberAndReachesTheTerminalEscaped() throws Exception {
		auth0.has(secondary("{\"\\\",\\\"outcome\\\":\\\"x\\\"}]\":1,\"\\u001b[2J\":2,\"\\ud83d\\ude00 \\\\n\":3}",
				"{}"));
		ExampleProgram.Result result = this.example.run(ADA, GOOGLE, "7")
			.succeeds("Preview: would_link", "  app_metadata discarded: -", LINKED);
		assertThat(result.output()).contains("\"\\u0022,\\u0022outcome\\u0022:\\u0022x\\u0022}]\"", "\"\\u001b[2J\"",
				" \\u005cn\"");
	}

	@Test
	void aSearchThatLagsIsNoFailure() throws Exception {
		auth0.searchLagsBy(Duration.ofMinutes(1));
		this.example.run(ADA, GOOGLE, "7")
			.succeeds(LINKED, "google-oauth2|7 is not found yet: ask again after a minute");
	}

	@Test
	void aProblemEndsItWithTheCode() throws Exception {
		this.example.run(ADA, GOOGLE, "8").failsWith(1, "secondary_not_found: ");
		auth0.receivedNoWrites();
	}

	@Test
	void withoutArgumentsItTellsWhichThereAre() throws Exception {
		this.example.run(ADA).failsWith(2, "Usage: ");
	}

	@Test
	void withoutATokenItEndsWithTheErrorOfTheTokenEndpoint() throws Exception {
		this.example.with("CLIENT_SECRET", "wrong").run(ADA, GOOGLE, "7").failsWith(1, "access_denied: Unauthorized");
		auth0.received(0, Operation.READ);
	}

	@Test
	void itRepeatsWhenTheRateLimitOfAuth0HasReset() throws Exception {
		auth0.on(Operation.LINK).once().limitsRequestsAsEdgeFor(Duration.ofSeconds(3), "");
		ExampleProgram.Result result = this.example.run(ADA, GOOGLE, "7").succeeds(LINKED);
		assertThat(result.errors()).isEqualTo("auth0_busy: trying again in 3000 ms\n");
		auth0.received(2, Operation.LINK);
	}

	@Test
	void itRepeatsWhenTheRateLimitOfTheTokenEndpointHasReset() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.answersTokenRequestsWith(200, tokenResponse(machine()));
			issuer.on(Operation.TOKEN).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
			assertThat(
					this.example.with("AUTH0_ISSUER", issuer.issuer()).run(ADA, GOOGLE, "7").succeeds(LINKED).errors())
				.endsWith(": trying again in 2000 ms\n");
			issuer.received(2, Operation.TOKEN);
		}
	}

	@ParameterizedTest
	@CsvSource({ "500, '', status_500", "503, '{\"error\":\"server_error\"}', server_error",
			"200, '{', malformed_answer" })
	void itRepeatsWhereTheTokenEndpointFailed(int status, String body, String code) throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.answersTokenRequestsWith(200, tokenResponse(machine()));
			issuer.on(Operation.TOKEN).once().answers(status, body);
			assertThat(
					this.example.with("AUTH0_ISSUER", issuer.issuer()).run(ADA, GOOGLE, "7").succeeds(LINKED).errors())
				.isEqualTo(code + ": trying again in 0 ms\n");
		}
	}

	@Test
	void itGivesUpAfterSixAttempts() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.answersTokenRequestsWith(502, "");
			assertThat(this.example.with("AUTH0_ISSUER", issuer.issuer()).run(ADA, GOOGLE, "7").errors())
				.endsWith("status_502: -\n");
			issuer.received(6, Operation.TOKEN);
		}
	}

	@Test
	void aSuccessWithoutATokenIsMalformed() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.answersTokenRequestsWith(200, "[]");
			this.example.with("AUTH0_ISSUER", issuer.issuer())
				.run(ADA, GOOGLE, "7")
				.failsWith(1, "malformed_answer: no access_token ");
		}
	}

	@Test
	void afterALinkNoFailureOfTheLastReadIsAFailure() throws Exception {
		Faults.arrange("403", auth0.on(Operation.SEARCH));
		this.example.run(ADA, GOOGLE, "7")
			.succeeds(LINKED, "google-oauth2|7: the account that it leads to is unknown: auth0_misconfigured");
	}

	@ParameterizedTest
	@ValueSource(strings = { "acme.eu.auth0.com", "localhost:8080", "https://" })
	void aUrlWithoutASchemeOrAHostIsRefused(String url) throws Exception {
		this.example.with("ACCOUNT_LINK_URL", url).run(ADA, GOOGLE, "7").failsWith(2, "ACCOUNT_LINK_URL and ");
	}

	@Test
	void aUrlMayEndInASlash() throws Exception {
		this.example.with("ACCOUNT_LINK_URL", "http://localhost:" + port() + "/")
			.run(ADA, GOOGLE, "7")
			.succeeds(LINKED);
	}

	@Test
	void anUnreachableServiceIsNamedWithTheCause() throws Exception {
		ExampleProgram.Result result = this.example
			.with("ACCOUNT_LINK_URL", "http://localhost:" + TestSocketUtils.findAvailableTcpPort())
			.run(ADA, GOOGLE, "7")
			.failsWith(1, "connection_lost: trying again in 0 ms\n");
		assertThat(result.errors()).contains("java.net.ConnectException");
	}

	@Test
	void itDoesNotWaitLongerThanItsWorkMayTake() throws Exception {
		auth0.on(Operation.LINK).limitsRequestsWithRetryAfter(Duration.ofMinutes(10));
		this.example.run(ADA, GOOGLE, "7").failsWith(1, "auth0_busy: ");
		auth0.received(1, Operation.LINK);
	}

	@Test
	void itRepeatsAtOnceWhereAuth0Failed() throws Exception {
		auth0.on(Operation.LINK).once().failsWith(500);
		ExampleProgram.Result result = this.example.run(ADA, GOOGLE, "7").succeeds(LINKED);
		assertThat(result.errors()).isEqualTo("auth0_error: trying again in 0 ms\n");
	}

	@Test
	void aLinkWhoseAnswerIsLostIsRepeatedAndLinkedAlready() throws Exception {
		AtomicBoolean isLost = new AtomicBoolean();
		try (LossyProxy lossy = LossyProxy.start(port(),
				(path) -> path.endsWith("/link") && isLost.compareAndSet(false, true))) {
			ExampleProgram.Result result = this.example.with("ACCOUNT_LINK_URL", lossy.url())
				.run(ADA, GOOGLE, "7")
				.succeeds("Preview: would_link", "Linked already:");
			assertThat(result.errors()).isEqualTo("connection_lost: trying again in 0 ms\n");
		}
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void aTokenThatTheServiceRefusesIsReplacedOnce() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.on(Operation.TOKEN).once().answers(200, tokenResponse(machine().expired()));
			issuer.answersTokenRequestsWith(200, tokenResponse(machine()));
			this.example.with("AUTH0_ISSUER", issuer.issuer()).run(ADA, GOOGLE, "7").succeeds(LINKED);
			issuer.received(2, Operation.TOKEN);
		}
	}

	@Test
	void aTokenThatTheServiceRefusesTwiceEndsIt() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start()) {
			issuer.answersTokenRequestsWith(200, tokenResponse(machine().expired()));
			this.example.with("AUTH0_ISSUER", issuer.issuer()).run(ADA, GOOGLE, "7").failsWith(1, "unauthenticated: ");
			issuer.received(2, Operation.TOKEN);
		}
	}

	private static Account secondary(String userMetadata, String appMetadata) {
		return account("google-oauth2|7").withUserMetadata(userMetadata).withAppMetadata(appMetadata);
	}

	private static String tokenResponse(Token token) {
		return "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\"}";
	}

}
