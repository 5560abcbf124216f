package io.accountlink.specification.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Faults;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault matrix: response, state at Auth0 and number of deliveries for each fault of
 * Auth0, one row each.
 */
@TestPropertySource(properties = "link.deadline=3s")
class FaultMatrixIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String LINKS = """
			# Auth0 ...                      answer                        afterwards   deliveries, readings
			closes the connection          | 504 auth0_timeout            | not linked | 1 | 1
			resets the connection          | 504 auth0_timeout            | not linked | 1 | 1
			ignores the call               | 504 auth0_timeout            | not linked | 1 | 1
			does it, closes                | 201                          | linked     | 1 | 1
			does it, resets                | 201                          | linked     | 1 | 1
			does it, says nothing          | 201                          | linked     | 1 | 1
			does it, hangs in the body     | 201                          | linked     | 1 | 1
			does it, byte by byte          | 201                          | linked     | 1 | 1
			does it, half the body         | 201                          | linked     | 1 | 1
			does it, 2 MiB                 | 201                          | linked     | 1 | 1
			does it, endless body          | 201                          | linked     | 1 | 1
			does it, no JSON               | 201                          | linked     | 1 | 1
			does it, no HTTP               | 201                          | linked     | 1 | 1
			does it, []                    | 201                          | linked     | 1 | 1
			does it, empty                 | 201                          | linked     | 1 | 1
			does it, 500                   | 201                          | linked     | 1 | 1
			does it, 409                   | 200                          | linked     | 1 | 1
			500                            | 502 auth0_error              | not linked | 1 | 1
			500, global limit              | 502 auth0_error              | not linked | 1 | 1
			502                            | 504 auth0_timeout            | not linked | 1 | 1
			503                            | 502 auth0_error              | not linked | 1 | 1
			504                            | 504 auth0_timeout            | not linked | 1 | 1
			408                            | 504 auth0_timeout            | not linked | 1 | 1
			520                            | 504 auth0_timeout            | not linked | 1 | 1
			200, half a list               | 504 auth0_timeout            | not linked | 1 | 1
			200, empty                     | 504 auth0_timeout            | not linked | 1 | 1
			200 {}                         | 504 auth0_timeout            | not linked | 1 | 1
			200 []                         | 504 auth0_timeout            | not linked | 1 | 1
			200, the old list              | 502 auth0_error              | not linked | 1 | 1
			redirects                      | 502 auth0_error              | not linked | 1 | 1
			429, no hint                   | 503 auth0_busy               | not linked | 1 | 0
			429, Retry-After 60            | 503 auth0_busy               | not linked | 1 | 0
			429, reset in 60 s             | 503 auth0_busy               | not linked | 1 | 0
			400 too many                   | 503 auth0_busy               | not linked | 2 | 0
			once 429, Retry-After 1        | 201                          | linked     | 2 | 0
			once 429, reset in 1 s         | 201                          | linked     | 2 | 0
			once 401                       | 201                          | linked     | 2 | 0
			once edge 401                  | 201                          | linked     | 2 | 0
			401                            | 502 auth0_misconfigured      | not linked | 2 | 0
			403                            | 502 auth0_misconfigured      | not linked | 1 | 1
			404                            | 422 link_refused             | not linked | 1 | 1
			404 of a wrong path            | 502 auth0_error              | not linked | 1 | 1
			409                            | 409 linked_to_another_account| not linked | 1 | 1
			409 of its own                 | 422 link_refused             | not linked | 1 | 1
			400 inexistent                 | 422 secondary_not_found      | not linked | 1 | 1
			400 requires                   | 422 connection_required      | not linked | 1 | 1
			400 unable                     | 422 link_refused             | not linked | 1 | 1
			400 configured                 | 422 connection_not_found     | not linked | 1 | 1
			400 provider                   | 422 connection_not_found     | not linked | 1 | 1
			400 the same                   | 422 same_account             | not linked | 1 | 1
			does it, the same              | 200                          | linked     | 1 | 1
			400 unheard of                 | 422 link_refused             | not linked | 1 | 1
			400 uri                        | 400 invalid_request          | not linked | 1 | 1
			400 query                      | 502 auth0_error              | not linked | 1 | 1
			400 body                       | 502 auth0_error              | not linked | 1 | 1
			edge 401                       | 502 auth0_error              | not linked | 2 | 1
			edge 403                       | 502 auth0_error              | not linked | 1 | 1
			edge 403 page                  | 502 auth0_error              | not linked | 1 | 1
			edge 403, 300 KiB              | 502 auth0_error              | not linked | 1 | 1
			edge 404                       | 502 auth0_error              | not linked | 1 | 1
			edge 409                       | 502 auth0_error              | not linked | 1 | 1
			edge 413                       | 502 auth0_error              | not linked | 1 | 1
			captive portal                 | 502 auth0_error              | not linked | 1 | 1
			edge 503                       | 504 auth0_timeout            | not linked | 1 | 1
			does it, edge 503              | 201                          | linked     | 1 | 1
			edge 200                       | 504 auth0_timeout            | not linked | 1 | 1
			edge 200, other JSON           | 504 auth0_timeout            | not linked | 1 | 1
			""";

	private static final Map<String, String> OUTCOMES = Map.of("200", "done", "201", "done", "502", "failed", "503",
			"failed", "504", "unknown");

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = LINKS)
	void linking(String situation, String answer, String afterwards, int deliveries, int readings) {
		auth0.has(account(ADA), account(GOOGLE));
		assertLink(situation, () -> apiAs(machine()).link(ADA, "google-oauth2", "7"), answer, afterwards);
		auth0.received(deliveries, Operation.LINK);
		auth0.received(readings, Operation.READ);
		repeat(Operation.LINK, afterwards.equals("linked") ? 200 : 201, 2);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = LINKS)
	void linkingByIdToken(String situation, String answer, String afterwards, int deliveries, int readings) {
		auth0.has(account(ADA), account(GOOGLE));
		Token proof = idToken(GOOGLE);
		assertLink(situation, () -> apiAs(user(ADA)).link(ADA, proof), answer, afterwards);
		auth0.received(deliveries, Operation.LINK);
		auth0.received(2 + readings, Operation.READ);
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		apiAs(user(ADA)).link(ADA, proof).is(afterwards.equals("linked") ? "200" : "201").hasIdentities(ADA, GOOGLE);
	}

	private void assertLink(String situation, Supplier<Response> link, String answer, String afterwards) {
		given(situation, Operation.LINK);
		try (AuditTrail trail = AuditTrail.begin()) {
			link.get().is(answer);
			assertThat(trail.only().path("outcome").asString())
				.isEqualTo(OUTCOMES.getOrDefault(answer.substring(0, 3), "refused"));
			assertThat(trail.started()).singleElement()
				.satisfies((event) -> assertThat(event.get("request_id")).isEqualTo(trail.only().get("request_id")));
			assertThat(trail.errors()).noneMatch((error) -> situation.startsWith("edge"));
		}
		assertThat(auth0.identitiesOf(ADA)).hasSize(afterwards.equals("linked") ? 2 : 1);
		auth0.received(0, Operation.UNKNOWN);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			# Auth0 ...                      answer                        afterwards   deliveries, readings
			closes the connection          | 504 auth0_timeout            | linked     | 1 | 1
			resets the connection          | 504 auth0_timeout            | linked     | 1 | 1
			ignores the call               | 504 auth0_timeout            | linked     | 1 | 1
			does it, closes                | 200                          | not linked | 1 | 1
			does it, resets                | 200                          | not linked | 1 | 1
			does it, says nothing          | 200                          | not linked | 1 | 1
			does it, hangs in the body     | 200                          | not linked | 1 | 1
			does it, byte by byte          | 200                          | not linked | 1 | 1
			does it, half the body         | 200                          | not linked | 1 | 1
			does it, 2 MiB                 | 200                          | not linked | 1 | 1
			does it, endless body          | 200                          | not linked | 1 | 1
			does it, no JSON               | 200                          | not linked | 1 | 1
			does it, no HTTP               | 200                          | not linked | 1 | 1
			does it, []                    | 200                          | not linked | 1 | 1
			does it, empty                 | 200                          | not linked | 1 | 1
			does it, 500                   | 200                          | not linked | 1 | 1
			500                            | 502 auth0_error              | linked     | 1 | 1
			502                            | 504 auth0_timeout            | linked     | 1 | 1
			503                            | 502 auth0_error              | linked     | 1 | 1
			504                            | 504 auth0_timeout            | linked     | 1 | 1
			408                            | 504 auth0_timeout            | linked     | 1 | 1
			redirects                      | 502 auth0_error              | linked     | 1 | 1
			200 {}                         | 504 auth0_timeout            | linked     | 1 | 1
			200 []                         | 504 auth0_timeout            | linked     | 1 | 1
			200, the old list              | 502 auth0_error              | linked     | 1 | 1
			429, no hint                   | 503 auth0_busy               | linked     | 1 | 0
			429, Retry-After 60            | 503 auth0_busy               | linked     | 1 | 0
			429, reset in 60 s             | 503 auth0_busy               | linked     | 1 | 0
			once 429, Retry-After 1        | 200                          | not linked | 2 | 0
			once 429, reset in 1 s         | 200                          | not linked | 2 | 0
			once 401                       | 200                          | not linked | 2 | 0
			401                            | 502 auth0_misconfigured      | linked     | 2 | 0
			403                            | 502 auth0_misconfigured      | linked     | 1 | 1
			404                            | 502 auth0_error              | linked     | 1 | 1
			404 of a wrong path            | 502 auth0_error              | linked     | 1 | 1
			409                            | 502 auth0_error              | linked     | 1 | 1
			400 main                       | 409 primary_identity         | linked     | 1 | 0
			400 inexistent                 | 502 auth0_error              | linked     | 1 | 1
			400 unheard of                 | 502 auth0_error              | linked     | 1 | 1
			400 uri                        | 400 invalid_request          | linked     | 1 | 1
			400 query                      | 502 auth0_error              | linked     | 1 | 1
			edge 401                       | 502 auth0_error              | linked     | 2 | 1
			edge 403                       | 502 auth0_error              | linked     | 1 | 1
			edge 403 page                  | 502 auth0_error              | linked     | 1 | 1
			edge 404                       | 502 auth0_error              | linked     | 1 | 1
			edge 409                       | 502 auth0_error              | linked     | 1 | 1
			captive portal                 | 502 auth0_error              | linked     | 1 | 1
			edge 503                       | 504 auth0_timeout            | linked     | 1 | 1
			does it, edge 503              | 200                          | not linked | 1 | 1
			edge 200                       | 504 auth0_timeout            | linked     | 1 | 1
			edge 200, other JSON           | 504 auth0_timeout            | linked     | 1 | 1
			""")
	void unlinking(String situation, String answer, String afterwards, int deliveries, int readings) {
		auth0.has(account(ADA).withIdentity("github|5"));
		given(situation, Operation.UNLINK);
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).unlink(ADA, "github", "5").is(answer);
			assertThat(trail.only().path("outcome").asString())
				.isEqualTo(OUTCOMES.getOrDefault(answer.substring(0, 3), "refused"));
		}
		assertThat(auth0.identitiesOf(ADA)).hasSize(afterwards.equals("linked") ? 2 : 1);
		auth0.received(deliveries, Operation.UNLINK);
		auth0.received(readings, Operation.READ);
		auth0.received(0, Operation.UNKNOWN);
		repeat(Operation.UNLINK, 200, 1);
	}

	@ParameterizedTest(name = "{0}, then {1}: {2}")
	@CsvSource(delimiter = '|', textBlock = """
			# linking                        reading                         answer              afterwards
			does it, closes                | closes the connection         | 504 auth0_timeout | linked
			does it, says nothing          | ignores the call              | 504 auth0_timeout | linked
			does it, 500                   | 503                           | 504 auth0_timeout | linked
			does it, 409                   | 429, no hint                  | 504 auth0_timeout | linked
			does it, half the body         | does it, half the body        | 504 auth0_timeout | linked
			closes the connection          | does it, no JSON              | 504 auth0_timeout | not linked
			409                            | 503                           | 504 auth0_timeout | not linked
			400 inexistent                 | 403                           | 504 auth0_timeout | not linked
			500                            | 404                           | 404 account_not_found | not linked
			404                            | 404                           | 404 account_not_found | not linked
			400 uri                        | 400 uri                       | 400 invalid_request | not linked
			403                            | 403                           | 502 auth0_misconfigured | not linked
			409                            | edge 404                      | 504 auth0_timeout | not linked
			does it, closes                | edge 404                      | 504 auth0_timeout | linked
			edge 403                       | 404                           | 404 account_not_found | not linked
			edge 403                       | edge 403                      | 502 auth0_error | not linked
			edge 404                       | edge 404                      | 502 auth0_error | not linked
			captive portal                 | 503                           | 502 auth0_error | not linked
			edge 503                       | 404                           | 504 auth0_timeout | not linked
			does it, closes                | once 503                      | 201               | linked
			does it, closes                | once closes the connection    | 201               | linked
			does it, says nothing          | once 503                      | 201               | linked
			does it, says nothing          | once ignores the call         | 201               | linked
			does it, says nothing          | slow                          | 201               | linked
			""")
	void linkingWithAFailedOrSlowReconcilingRead(String situation, String reading, String answer, String afterwards) {
		auth0.has(account(ADA), account(GOOGLE));
		given(situation, Operation.LINK);
		given(reading, Operation.READ);
		Response response = apiAs(machine()).link(ADA, "google-oauth2", "7");
		response.is(answer);
		assertThat(auth0.identitiesOf(ADA)).hasSize(afterwards.equals("linked") ? 2 : 1);
		auth0.received(1, Operation.LINK);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			# the token endpoint ...         answer
			closes the connection          | 502 auth0_error
			ignores the call               | 504 auth0_timeout
			does it, byte by byte          | 504 auth0_timeout
			does it, endless body          | 502 auth0_error
			does it, no JSON               | 502 auth0_error
			does it, empty                 | 502 auth0_error
			503                            | 502 auth0_error
			redirects                      | 502 auth0_error
			once 503                       | 201
			429, no hint                   | 503 auth0_busy
			429, Retry-After 60            | 503 auth0_busy
			401                            | 502 auth0_misconfigured
			403                            | 502 auth0_misconfigured
			400 unheard of                 | 502 auth0_misconfigured
			400 too many                   | 503 auth0_busy
			edge 401                       | 502 auth0_error
			edge 403                       | 502 auth0_error
			captive portal                 | 502 auth0_error
			edge 503                       | 502 auth0_error
			edge 200                       | 502 auth0_error
			edge 200, other JSON           | 502 auth0_error
			""")
	void linkingWithoutAManagementToken(String situation, String answer) {
		auth0.has(account(ADA), account(GOOGLE));
		apiAs(machine()).list(ADA).isOk();
		auth0.revokesManagementTokens();
		given(situation, Operation.TOKEN);
		Response response = apiAs(machine()).link(ADA, "google-oauth2", "7");
		response.is(answer);
		assertThat(auth0.identitiesOf(ADA)).hasSize(answer.equals("201") ? 2 : 1);
		auth0.received(answer.equals("201") ? 2 : 1, Operation.LINK);
	}

	@Test
	void aLinkThatWasNeverSentHasAKnownOutcome() {
		auth0.has(account(ADA), account(GOOGLE));
		auth0.revokesManagementTokens();
		auth0.on(Operation.TOKEN).ignoresTheCall();
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).link(ADA, "google-oauth2", "7").isProblem(ProblemType.AUTH0_TIMEOUT);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("failed");
		}
	}

	@ParameterizedTest
	@CsvSource({ "LINK", "UNLINK", "READ" })
	void connectionRefused(Operation operation) {
		auth0.has(account(ADA).withIdentity("github|5"), account(GOOGLE));
		auth0.isDown();
		send(operation).is("503 auth0_unavailable");
		auth0.isUpAgain();
		auth0.receivedNoWrites();
		assertThat(send(operation).status()).isBetween(200, 201);
	}

	@ParameterizedTest
	@CsvSource({ "LINK", "UNLINK", "READ" })
	void aStaleConnectionIsReplaced(Operation operation) {
		auth0.has(account(ADA).withIdentity("github|5"), account(GOOGLE));
		apiAs(machine()).list(ADA).isOk();
		int before = auth0.calls(operation);
		auth0.isDown();
		auth0.isUpAgain();
		assertThat(send(operation).status()).isBetween(200, 201);
		assertThat(auth0.calls(operation) - before).isOne();
	}

	@ParameterizedTest(name = "{0}: {1}, {2} connection")
	@CsvSource(delimiter = '|', textBlock = """
			LINK   | closes the connection | fresh
			LINK   | resets the connection | fresh
			LINK   | does it, closes       | fresh
			UNLINK | closes the connection | fresh
			UNLINK | resets the connection | fresh
			UNLINK | does it, closes       | fresh
			LINK   | closes the connection | reused
			LINK   | resets the connection | reused
			LINK   | does it, closes       | reused
			UNLINK | closes the connection | reused
			UNLINK | resets the connection | reused
			UNLINK | does it, closes       | reused
			""")
	void aWriteIsDeliveredOnceWhateverConnectionBreaks(Operation operation, String situation, String connection) {
		auth0.has(account(ADA).withIdentity("github|5"), account(GOOGLE));
		apiAs(machine()).list(ADA).isOk();
		if (connection.equals("fresh")) {
			auth0.isDown();
			auth0.isUpAgain();
		}
		given(situation, operation);
		assertThat(send(operation).status()).isIn(200, 201, 504);
		auth0.received(1, operation);
	}

	private void repeat(Operation operation, int status, int identities) {
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		assertThat(send(operation).status()).as("the repetition").isEqualTo(status);
		assertThat(auth0.identitiesOf(ADA)).hasSize(identities);
	}

	private Response send(Operation operation) {
		Api api = apiAs(machine());
		return switch (operation) {
			case LINK -> api.link(ADA, "google-oauth2", "7");
			case UNLINK -> api.unlink(ADA, "github", "5");
			default -> api.list(ADA);
		};
	}

	private static void given(String situation, Operation operation) {
		Faults.arrange(situation, auth0.on(operation));
	}

}
