package io.accountlink.specification;

import java.time.Duration;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.ScopedSituations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault matrix of a link that carries {@code user_metadata} over: for each fault at each
 * of its four calls the answer, both accounts at Auth0 afterwards, the audit event, the
 * deliveries of each call, and how a repetition without the fault ends.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class CarryOverFaultMatrixTests extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private String link(String fault, ScopedSituations calls) {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}"), account(GOOGLE).withUserMetadata("{\"a\":2,\"b\":3}"));
		Faults.arrange(fault, calls);
		try (AuditTrail trail = AuditTrail.begin()) {
			Response answer = apiAs(machine()).link(ADA, "google-oauth2", "7");
			return String.join(" | ", answer(answer), afterwards(), event(trail.only()), deliveries());
		}
	}

	private static String answer(Response response) {
		return (response.status() < 400) ? Integer.toString(response.status())
				: response.status() + " " + response.json().get("code").asString();
	}

	private static String afterwards() {
		String identities = (auth0.identitiesOf(ADA).size() > 1) ? "linked" : "not linked";
		return identities + " | " + auth0.userMetadataOf(ADA) + " | " + auth0.userMetadataOf(GOOGLE);
	}

	private static String event(JsonNode event) {
		return event.get("outcome").asString() + " " + event.path("metadata").asString("-");
	}

	private static String deliveries() {
		long readsOfPrimary = auth0.allCalls(Operation.READ)
			.stream()
			.filter((call) -> call.path().endsWith("auth0%7Cada"))
			.count();
		return readsOfPrimary + " " + (auth0.calls(Operation.READ) - readsOfPrimary) + " "
				+ auth0.calls(Operation.PATCH) + " " + auth0.calls(Operation.LINK);
	}

	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			primary   | closes the connection
			primary   | resets the connection
			primary   | ignores the call
			primary   | does it, closes
			primary   | does it, resets
			primary   | does it, says nothing
			primary   | does it, hangs in the body
			primary   | does it, byte by byte
			primary   | does it, half the body
			primary   | does it, 2 MiB
			primary   | does it, endless body
			primary   | does it, no JSON
			primary   | does it, no HTTP
			primary   | does it, []
			primary   | does it, empty
			primary   | does it, 500
			primary   | does it, 409
			primary   | 500
			primary   | 502
			primary   | 503
			primary   | 504
			primary   | 408
			primary   | 520
			primary   | 200, no JSON
			primary   | 200, half a list
			primary   | 200, empty
			primary   | redirects
			primary   | 200 {}
			primary   | 200 []
			primary   | 200, the old list
			primary   | 429, no hint
			primary   | 429, Retry-After 60
			primary   | 429, reset in 60 s
			primary   | once 429, Retry-After 1
			primary   | once 429, reset in 1 s
			primary   | once 401
			primary   | 401
			primary   | 403
			primary   | 404
			primary   | 409
			primary   | 400 inexistent
			primary   | 400 requires
			primary   | 400 unable
			primary   | 400 configured
			primary   | 400 the same
			primary   | 400 unheard of
			primary   | 400 no JSON
			secondary | closes the connection
			secondary | resets the connection
			secondary | ignores the call
			secondary | does it, closes
			secondary | does it, resets
			secondary | does it, says nothing
			secondary | does it, hangs in the body
			secondary | does it, byte by byte
			secondary | does it, half the body
			secondary | does it, 2 MiB
			secondary | does it, endless body
			secondary | does it, no JSON
			secondary | does it, no HTTP
			secondary | does it, []
			secondary | does it, empty
			secondary | does it, 500
			secondary | does it, 409
			secondary | 500
			secondary | 502
			secondary | 503
			secondary | 504
			secondary | 408
			secondary | 520
			secondary | 200, no JSON
			secondary | 200, half a list
			secondary | 200, empty
			secondary | redirects
			secondary | 200 {}
			secondary | 200 []
			secondary | 200, the old list
			secondary | 429, no hint
			secondary | 429, Retry-After 60
			secondary | 429, reset in 60 s
			secondary | once 429, Retry-After 1
			secondary | once 429, reset in 1 s
			secondary | once 401
			secondary | 401
			secondary | 403
			secondary | 404
			secondary | 409
			secondary | 400 inexistent
			secondary | 400 requires
			secondary | 400 unable
			secondary | 400 configured
			secondary | 400 the same
			secondary | 400 unheard of
			secondary | 400 no JSON
			patch     | closes the connection
			patch     | resets the connection
			patch     | ignores the call
			patch     | does it, closes
			patch     | does it, resets
			patch     | does it, says nothing
			patch     | does it, hangs in the body
			patch     | does it, byte by byte
			patch     | does it, half the body
			patch     | does it, 2 MiB
			patch     | does it, endless body
			patch     | does it, no JSON
			patch     | does it, no HTTP
			patch     | does it, []
			patch     | does it, empty
			patch     | does it, 500
			patch     | does it, 409
			patch     | 500
			patch     | 502
			patch     | 503
			patch     | 504
			patch     | 408
			patch     | 520
			patch     | 200, no JSON
			patch     | 200, half a list
			patch     | 200, empty
			patch     | redirects
			patch     | 200 {}
			patch     | 200 []
			patch     | 200, the old list
			patch     | 429, no hint
			patch     | 429, Retry-After 60
			patch     | 429, reset in 60 s
			patch     | once 429, Retry-After 1
			patch     | once 429, reset in 1 s
			patch     | once 401
			patch     | 401
			patch     | 403
			patch     | 404
			patch     | 409
			patch     | 400 inexistent
			patch     | 400 requires
			patch     | 400 unable
			patch     | 400 configured
			patch     | 400 the same
			patch     | 400 unheard of
			patch     | 400 no JSON
			link      | closes the connection
			link      | resets the connection
			link      | ignores the call
			link      | does it, closes
			link      | does it, resets
			link      | does it, says nothing
			link      | does it, hangs in the body
			link      | does it, byte by byte
			link      | does it, half the body
			link      | does it, 2 MiB
			link      | does it, endless body
			link      | does it, no JSON
			link      | does it, no HTTP
			link      | does it, []
			link      | does it, empty
			link      | does it, 500
			link      | does it, 409
			link      | 500
			link      | 502
			link      | 503
			link      | 504
			link      | 408
			link      | 520
			link      | 200, no JSON
			link      | 200, half a list
			link      | 200, empty
			link      | redirects
			link      | 200 {}
			link      | 200 []
			link      | 200, the old list
			link      | 429, no hint
			link      | 429, Retry-After 60
			link      | 429, reset in 60 s
			link      | once 429, Retry-After 1
			link      | once 429, reset in 1 s
			link      | once 401
			link      | 401
			link      | 403
			link      | 404
			link      | 409
			link      | 400 inexistent
			link      | 400 requires
			link      | 400 unable
			link      | 400 configured
			link      | 400 the same
			link      | 400 unheard of
			link      | 400 no JSON
			""")
	void aFaultAt(String step, String fault) {
		String row = link(fault, calls(step));
		System.out.println("ROW| " + step + " | " + fault + " | " + row + " | " + repeat());
	}

	private String repeat() {
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		Response repeated = apiAs(machine()).link(ADA, "google-oauth2", "7").hasIdentities(ADA, GOOGLE);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":1,\"b\":3}");
		return Integer.toString(repeated.status());
	}

	private static ScopedSituations calls(String step) {
		return switch (step) {
			case "primary" -> auth0.on(Operation.READ).of(ADA);
			case "secondary" -> auth0.on(Operation.READ).of(GOOGLE);
			case "patch" -> auth0.on(Operation.PATCH);
			case "link" -> auth0.on(Operation.LINK);
			default -> throw new IllegalArgumentException(step);
		};
	}

}
