package io.accountlink.specification.resilience;

import java.time.Duration;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Faults;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault matrix of reads and of look-ups: the answer for each fault of Auth0, also where
 * the read precedes a link or an unlink.
 */
@TestPropertySource(properties = { "link.deadline=3s", "link.suggestion.connections=google-oauth2" })
class ReadFaultMatrixIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	private static final String DONE = "200";

	private static final String LINKED = "201";

	private static final String ROWS = """
			# Auth0 ...                      answer
			closes the connection          | 502 auth0_error
			resets the connection          | 502 auth0_error
			ignores the call               | 504 auth0_timeout
			does it, hangs in the body     | 504 auth0_timeout
			does it, byte by byte          | 504 auth0_timeout
			does it, half the body         | 502 auth0_error
			does it, 2 MiB                 | 502 auth0_error
			does it, endless body          | 502 auth0_error
			does it, no JSON               | 502 auth0_error
			does it, no HTTP               | 502 auth0_error
			does it, empty                 | 502 auth0_error
			500                            | 502 auth0_error
			503                            | 502 auth0_error
			once 500                       | 200
			once closes the connection     | 200
			once ignores the call          | 200
			408                            | 502 auth0_error
			redirects                      | 502 auth0_error
			200 {}                         | 502 auth0_error
			200 []                         | 502 auth0_error
			429, no hint                   | 503 auth0_busy
			429, Retry-After 60            | 503 auth0_busy
			429, reset in 60 s             | 503 auth0_busy
			400 too many                   | 503 auth0_busy
			once 429, Retry-After 1        | 200
			once 401                       | 200
			once edge 401                  | 200
			401                            | 502 auth0_misconfigured
			403                            | 502 auth0_misconfigured
			404                            | 404 account_not_found
			404 of a wrong path            | 502 auth0_error
			400 unheard of                 | 502 auth0_error
			400 query                      | 502 auth0_error
			400 uri                        | 400 invalid_request
			edge 401                       | 502 auth0_error
			edge 403                       | 502 auth0_error
			edge 403 page                  | 502 auth0_error
			edge 403, 300 KiB              | 502 auth0_error
			edge 404                       | 502 auth0_error
			edge 409                       | 502 auth0_error
			captive portal                 | 502 auth0_error
			edge 503                       | 502 auth0_error
			once edge 503                  | 200
			edge 200                       | 502 auth0_error
			edge 200, other JSON           | 502 auth0_error
			""";

	@BeforeEach
	void accounts() {
		auth0.has(account(ADA).withIdentity("github|5"), account(GOOGLE).withEmail("ada@example.com"));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = ROWS)
	void listing(String situation, String answer) {
		Faults.arrange(situation, auth0.on(Operation.READ));
		apiAs(machine()).list(ADA).is(answer);
		auth0.receivedNoWrites();
		auth0.received(0, Operation.UNKNOWN);
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		apiAs(machine()).list(ADA).isOk();
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = ROWS)
	void linkingByIdTokenWithAFaultAtTheReadOfThePrimaryAccount(String situation, String answer) {
		assertLink(situation, ADA, answer.equals(DONE) ? LINKED : answer);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = ROWS)
	void linkingByIdTokenWithAFaultAtTheReadOfTheSecondaryAccount(String situation, String answer) {
		assertLink(situation, GOOGLE, answer.equals(DONE) ? LINKED : answer.replace("404 account", "422 secondary"));
	}

	private void assertLink(String situation, String account, String answer) {
		Token proof = idToken(GOOGLE);
		Faults.arrange(situation, auth0.on(Operation.READ).of(account));
		Response response = apiAs(user(ADA)).link(ME, proof);
		response.is(answer);
		auth0.received(answer.equals(LINKED) ? 1 : 0, Operation.LINK);
		auth0.received(0, Operation.UNKNOWN);
		if (response.status() != 201) {
			assertThat(response.detail()).endsWith("Nothing was linked by this request.");
		}
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		apiAs(user(ADA)).link(ME, proof).is(answer.equals(LINKED) ? DONE : LINKED);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = ROWS)
	void unlinkingByAUser(String situation, String answer) {
		Faults.arrange(situation, auth0.on(Operation.READ));
		apiAs(user(ADA)).unlink(ME, "github", "5").is(answer);
		auth0.received(answer.equals(DONE) ? 1 : 0, Operation.UNLINK);
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		apiAs(user(ADA)).unlink(ME, "github", "5").isOk().hasIdentities(ADA);
	}

	@ParameterizedTest
	@CsvSource({ "PT60S, 60", "PT59M, 3540", "PT1H, 3600", "PT3H, 3600", "P3D, 3600" })
	void theWaitIsWhatAuth0SaysAndAtMostAnHour(Duration reset, String seconds) {
		auth0.on(Operation.READ).limitsRequestsFor(reset);
		assertThat(apiAs(machine()).list(ADA).header("Retry-After")).hasValue(seconds);
		auth0.recovers();
		auth0.on(Operation.READ).limitsRequestsWithRetryAfter(reset);
		assertThat(apiAs(machine()).list(ADA).header("Retry-After")).hasValue(seconds);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			# the search ...                 answer                  searches
			500                            | 502 auth0_error         | 3
			503                            | 502 auth0_error         | 1
			edge 503                       | 502 auth0_error         | 3
			once edge 503                  | 200                     | 2
			404 of a wrong path            | 502 auth0_error         | 1
			edge 403                       | 502 auth0_error         | 1
			edge 404                       | 502 auth0_error         | 1
			edge 401                       | 502 auth0_error         | 2
			captive portal                 | 502 auth0_error         | 1
			edge 200                       | 502 auth0_error         | 3
			edge 200, other JSON           | 502 auth0_error         | 1
			200 []                         | 404 account_not_found   | 1
			403                            | 502 auth0_misconfigured | 1
			400 query                      | 502 auth0_error         | 1
			429, no hint                   | 503 auth0_busy          | 1
			""")
	void searching(String situation, String answer, int searches) {
		Faults.arrange(situation, auth0.on(Operation.SEARCH));
		apiAs(machine()).find("github|5").is(answer);
		auth0.received(searches, Operation.SEARCH);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			# the look-up by address ...     answer                  look-ups
			503                            | 502 auth0_error         | 3
			edge 503                       | 502 auth0_error         | 3
			404 of a wrong path            | 502 auth0_error         | 1
			edge 403                       | 502 auth0_error         | 1
			edge 404                       | 502 auth0_error         | 1
			captive portal                 | 502 auth0_error         | 1
			edge 200                       | 502 auth0_error         | 3
			edge 200, other JSON           | 502 auth0_error         | 1
			200 []                         | 200                     | 1
			""")
	void suggesting(String situation, String answer, int lookUps) {
		Faults.arrange(situation, auth0.on(Operation.BY_EMAIL));
		apiAs(machine()).suggestions(GOOGLE).is(answer);
		auth0.received(lookUps, Operation.BY_EMAIL);
	}

}
