package io.accountlink.specification.carryover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.accountlink.simulation.Call;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.ScopedSituations;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Faults;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault matrix of a link that carries {@code user_metadata} over: for each fault at each
 * of its four calls the answer, both accounts at Auth0 afterwards, the audit event, the
 * calls (reads of the primary, of the secondary, PATCH, link), and how a repetition
 * without the fault ends.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class CarryOverFaultMatrixIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private void assertRow(ArgumentsAccessor row, ScopedSituations calls) {
		List<String> expected = row.toList().stream().map(String::valueOf).toList();
		List<String> actual = link(expected.getFirst(), calls);
		actual.add(repeat(actual.get(2)));
		assertThat(actual).isEqualTo(expected.subList(1, expected.size()));
	}

	private List<String> link(String fault, ScopedSituations calls) {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}"), account(GOOGLE).withUserMetadata("{\"a\":2,\"b\":3}"));
		Faults.arrange(fault, calls);
		try (AuditTrail trail = AuditTrail.begin()) {
			Response answer = apiAs(machine()).link(ADA, "google-oauth2", "7");
			JsonNode event = trail.only();
			return new ArrayList<>(List.of(answer(answer),
					(auth0.identitiesOf(ADA).size() > 1) ? "linked" : "not linked", auth0.userMetadataOf(ADA),
					auth0.userMetadataOf(GOOGLE), event(event), deliveries(event.get("trace_id").asString())));
		}
	}

	private static String answer(Response response) {
		return (response.status() < 400) ? Integer.toString(response.status())
				: response.status() + " " + response.json().get("code").asString();
	}

	private static String event(JsonNode event) {
		return event.get("outcome").asString() + " " + event.path("metadata").asString("-");
	}

	// A read of an earlier request may still be on its way. The one of the secondary
	// account may be cancelled before it is sent, where that of the primary one fails.
	private static String deliveries(String trace) {
		long readsOfPrimary = calls(Operation.READ, trace).filter((call) -> call.path().endsWith("auth0%7Cada"))
			.count();
		long readsOfSecondary = Math.max(1, calls(Operation.READ, trace).count() - readsOfPrimary);
		return readsOfPrimary + " " + readsOfSecondary + " " + calls(Operation.PATCH, trace).count() + " "
				+ calls(Operation.LINK, trace).count();
	}

	private static Stream<Call> calls(Operation operation, String trace) {
		return auth0.allCalls(operation)
			.stream()
			.filter((call) -> call.header("traceparent").orElse("").contains(trace));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					# Auth0 ...                | answer                        | afterwards | primary       | secondary     | event             | calls   | again
					closes the connection      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 6 1 0 0 | 201
					resets the connection      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 6 1 0 0 | 201
					ignores the call           | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, closes            | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 6 1 0 0 | 201
					does it, resets            | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 6 1 0 0 | 201
					does it, says nothing      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, hangs in the body | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, byte by byte      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, half the body     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					does it, 2 MiB             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, endless body      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					does it, no JSON           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					does it, no HTTP           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					does it, []                | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					does it, empty             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					does it, 500               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					does it, 409               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					500                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					502                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					503                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					504                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					408                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					520                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					200, half a list           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200, empty                 | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					redirects                  | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200 {}                     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200 []                     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200, the old list          | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, no hint               | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, Retry-After 60        | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, reset in 60 s         | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					once 429, Retry-After 1    | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					once 429, reset in 1 s     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					once 401                   | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					401                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					403                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					404                        | 404 account_not_found         | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 0 0 | 201
					409                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 inexistent             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 requires               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 unable                 | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 configured             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 the same               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 unheard of             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 uri                    | 400 invalid_request           | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 0 0 | 201
					400 query                  | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					404 of a wrong path        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 401                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 0 0 | 201
					edge 403                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 404                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 409                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 413                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 503                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					does it, edge 503          | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					edge 200                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 3 1 0 0 | 201
					edge 200, other JSON       | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					captive portal             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					""")
	void theReadOfThePrimaryAccount(ArgumentsAccessor row) {
		assertRow(row, auth0.on(Operation.READ).of(ADA));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					# Auth0 ...                | answer                        | afterwards | primary       | secondary     | event             | calls   | again
					closes the connection      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 6 0 0 | 201
					resets the connection      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 6 0 0 | 201
					ignores the call           | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, closes            | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 6 0 0 | 201
					does it, resets            | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 6 0 0 | 201
					does it, says nothing      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, hangs in the body | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, byte by byte      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, half the body     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					does it, 2 MiB             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, endless body      | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					does it, no JSON           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					does it, no HTTP           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					does it, []                | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					does it, empty             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					does it, 500               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					does it, 409               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					500                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					502                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					503                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					504                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					408                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					520                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					200, half a list           | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200, empty                 | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					redirects                  | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200 {}                     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200 []                     | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					200, the old list          | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, no hint               | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, Retry-After 60        | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					429, reset in 60 s         | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					once 429, Retry-After 1    | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 2 1 1 | 200
					once 429, reset in 1 s     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 2 1 1 | 200
					once 401                   | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 2 1 1 | 200
					401                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					403                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					404                        | 201                           | linked     | {"a":1}       | {}            | done -            | 1 1 0 1 | 200
					409                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 inexistent             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 requires               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 unable                 | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 configured             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 the same               | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 unheard of             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					400 uri                    | 400 invalid_request           | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 0 0 | 201
					400 query                  | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					404 of a wrong path        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 401                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 2 0 0 | 201
					edge 403                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 404                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 409                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 413                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					edge 503                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					does it, edge 503          | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					edge 200                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 3 0 0 | 201
					edge 200, other JSON       | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					captive portal             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 0 0 | 201
					""")
	void theReadOfTheSecondaryAccount(ArgumentsAccessor row) {
		assertRow(row, auth0.on(Operation.READ).of(GOOGLE));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					# Auth0 ...                | answer                        | afterwards | primary       | secondary     | event             | calls   | again
					closes the connection      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					resets the connection      | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					ignores the call           | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					does it, closes            | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, resets            | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, says nothing      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, hangs in the body | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, byte by byte      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, half the body     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 2 MiB             | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, endless body      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, no JSON           | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, no HTTP           | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, []                | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, empty             | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 500               | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 409               | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					500                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					502                        | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					503                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					504                        | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					408                        | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					520                        | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					200, half a list           | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					200, empty                 | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					redirects                  | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					200 {}                     | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					200 []                     | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					200, the old list          | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					429, no hint               | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 1 0 | 201
					429, Retry-After 60        | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 1 0 | 201
					429, reset in 60 s         | 503 auth0_busy                | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 1 0 | 201
					once 429, Retry-After 1    | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 2 1 | 200
					once 429, reset in 1 s     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 2 1 | 200
					once 401                   | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 2 1 | 200
					401                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 1 1 2 0 | 201
					403                        | 502 auth0_misconfigured       | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					404                        | 404 account_not_found         | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					409                        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					400 inexistent             | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 requires               | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 unable                 | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 configured             | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 the same               | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 unheard of             | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 uri                    | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					400 query                  | 422 metadata_refused          | not linked | {"a":1}       | {"a":2,"b":3} | refused -         | 1 1 1 0 | 201
					404 of a wrong path        | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					edge 401                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 2 0 | 201
					edge 403                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					edge 404                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					edge 409                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					edge 413                   | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					edge 503                   | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					does it, edge 503          | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					edge 200                   | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					edge 200, other JSON       | 504 auth0_timeout             | not linked | {"a":1}       | {"a":2,"b":3} | unknown left      | 2 1 1 0 | 201
					captive portal             | 502 auth0_error               | not linked | {"a":1}       | {"a":2,"b":3} | failed -          | 2 1 1 0 | 201
					""")
	void theWriteOfTheMissingKeys(ArgumentsAccessor row) {
		assertRow(row, auth0.on(Operation.PATCH));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					# Auth0 ...                | answer                        | afterwards | primary       | secondary     | event             | calls   | again
					closes the connection      | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					resets the connection      | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					ignores the call           | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					does it, closes            | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, resets            | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, says nothing      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, hangs in the body | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, byte by byte      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, half the body     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 2 MiB             | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, endless body      | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, no JSON           | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, no HTTP           | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, []                | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, empty             | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 500               | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					does it, 409               | 200                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					500                        | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					502                        | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					503                        | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					504                        | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					408                        | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					520                        | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					200, half a list           | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					200, empty                 | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					redirects                  | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					200 {}                     | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					200 []                     | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					200, the old list          | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					429, no hint               | 503 auth0_busy                | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 1 1 1 1 | 201
					429, Retry-After 60        | 503 auth0_busy                | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 1 1 1 1 | 201
					429, reset in 60 s         | 503 auth0_busy                | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 1 1 1 1 | 201
					once 429, Retry-After 1    | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 1 2 | 200
					once 429, reset in 1 s     | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 1 2 | 200
					once 401                   | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 1 1 1 2 | 200
					401                        | 502 auth0_misconfigured       | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 1 1 1 2 | 201
					403                        | 502 auth0_misconfigured       | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					404                        | 422 link_refused              | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					409                        | 409 linked_to_another_account | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 inexistent             | 422 secondary_not_found       | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 requires               | 422 connection_required       | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 unable                 | 422 link_refused              | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 configured             | 422 connection_not_found      | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 the same               | 422 same_account              | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 unheard of             | 422 link_refused              | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 uri                    | 400 invalid_request           | not linked | {"a":1,"b":3} | {"a":2,"b":3} | refused left      | 2 1 1 1 | 201
					400 query                  | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					404 of a wrong path        | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					edge 401                   | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 2 | 201
					edge 403                   | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					edge 404                   | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					edge 409                   | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					edge 413                   | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					edge 503                   | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					does it, edge 503          | 201                           | linked     | {"a":1,"b":3} | {}            | done carried_over | 2 1 1 1 | 200
					edge 200                   | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					edge 200, other JSON       | 504 auth0_timeout             | not linked | {"a":1,"b":3} | {"a":2,"b":3} | unknown left      | 2 1 1 1 | 201
					captive portal             | 502 auth0_error               | not linked | {"a":1,"b":3} | {"a":2,"b":3} | failed left       | 2 1 1 1 | 201
					""")
	void theLink(ArgumentsAccessor row) {
		assertRow(row, auth0.on(Operation.LINK));
	}

	// What was linked without the keys had no secondary account to read.
	private String repeat(String metadataAfterwards) {
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		Response repeated = apiAs(machine()).link(ADA, "google-oauth2", "7").hasIdentities(ADA, GOOGLE);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
		assertThat(auth0.userMetadataOf(ADA))
			.isEqualTo((repeated.status() == 201) ? "{\"a\":1,\"b\":3}" : metadataAfterwards);
		return Integer.toString(repeated.status());
	}

}
