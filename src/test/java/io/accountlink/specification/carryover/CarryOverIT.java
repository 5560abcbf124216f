package io.accountlink.specification.carryover;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Link that carries {@code user_metadata} over.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class CarryOverIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	private static final int LIMIT = 64 * 1024;

	@AfterEach
	void noNullAndNoEmptyObjectWasEverSent() {
		assertThat(auth0.metadataWrites()).allSatisfy((body) -> {
			JsonNode sent = Response.tree(body);
			assertThat(sent.propertyNames()).containsExactly("user_metadata");
			assertThat(sent.get("user_metadata").isEmpty()).isFalse();
			assertThat(sent.get("user_metadata").values()).noneMatch(JsonNode::isNull);
		});
	}

	private static void has(String primary, String secondary) {
		auth0.has(account(ADA).withUserMetadata(primary).withAppMetadata("{\"plan\":\"free\"}"),
				account(GOOGLE).withEmail("ada@example.com")
					.withUserMetadata(secondary)
					.withAppMetadata("{\"plan\":\"pro\",\"role\":\"admin\"}"));
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

	@ParameterizedTest(name = "{0} and {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					{"a":1}               | {"b":2}               | {"a":1,"b":2}                | {"b":2}
					{"a":1}               | {"a":2,"b":3}         | {"a":1,"b":3}                | {"b":3}
					{}                    | {"a":{"b":{"c":1}}}   | {"a":{"b":{"c":1}}}          | {"a":{"b":{"c":1}}}
					{"a":{"x":1}}         | {"a":{"y":2}}         | {"a":{"x":1}}                |
					{"a":1}               | {}                    | {"a":1}                      |
					{"a":1}               | {"a":1}               | {"a":1}                      |
					{"a":false}           | {"a":true}            | {"a":false}                  |
					{"a":""}              | {"a":"x"}             | {"a":""}                     |
					{"a":null}            | {"a":2}               | {"a":2}                      | {"a":2}
					{"a":1}               | {"b":null}            | {"a":1}                      |
					{"a":1}               | {"b":{}}              | {"a":1,"b":{}}               | {"b":{}}
					{"a":1}               | {"b":{"c":null}}      | {"a":1,"b":{"c":null}}       | {"b":{"c":null}}
					{"A":1}               | {"a":2}               | {"A":1,"a":2}                | {"a":2}
					{}                    | {"__proto__":{"x":1},"constructor":2,"":3,"toString":4} | {"__proto__":{"x":1},"constructor":2,"":3,"toString":4} | {"__proto__":{"x":1},"constructor":2,"":3,"toString":4}
					""")
	void theMissingKeysAreWrittenInOnePatchAndThenItIsLinked(String primary, String secondary, String afterwards,
			String written) {
		has(primary, secondary);
		link().isCreated().hasIdentities(ADA, GOOGLE);
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo(afterwards.replace("{\"a\":null}", "{}"));
		assertThat(auth0.appMetadataOf(ADA)).isEqualTo("{\"plan\":\"free\"}");
		assertThat(auth0.metadataWrites())
			.isEqualTo((written == null) ? List.of() : List.of("{\"user_metadata\":" + written + "}"));
		auth0.received(1, Operation.LINK);
		auth0.receivedOf(1, Operation.READ, ADA);
		auth0.receivedOf(1, Operation.READ, GOOGLE);
	}

	@Test
	void textOfEveryKindKeepsEveryLetter() {
		String text = "{\"\uD83D\uDE00\":\"\uD83D\uDE00 \u00e9\u2028\",\"quote\\\"\\\\\":\"\\\"\\\\\\n\\u0000\"}";
		has("{}", text);
		link().isCreated();
		assertThat(Response.tree(auth0.userMetadataOf(ADA))).isEqualTo(Response.tree(text));
	}

	@Test
	void aNumberKeepsEveryDigitAsItWasWritten() {
		has("{}", "{\"n\":12345678901234567890,\"d\":[1.10,-1.0]}");
		link().isCreated();
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"n\":12345678901234567890,\"d\":[1.10,-1.0]}");
		auth0.reset();
		has("{}", "{}");
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"identities":[{"provider":"google-oauth2","user_id":"7"}],
				"user_metadata":{"n": -0, "e": [1E5, 1e-7, -0.0, 1E400], "d": 0.1000}}""");
		link().isCreated();
		assertThat(auth0.metadataWrites())
			.containsExactly("{\"user_metadata\":{\"n\":-0,\"e\":[1E5,1e-7,-0.0,1E400],\"d\":0.1000}}");
	}

	@Test
	void aProfileThatWouldGrowTooLargeIsRefusedAndNothingIsLinked() {
		has("{\"a\":1}", "{\"b\":\"" + "x".repeat(3_000) + "\"}");
		auth0.limitsProfilesTo(2_000);
		link().isProblem(ProblemType.METADATA_REFUSED);
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
		auth0.has(account(GOOGLE).withProfile("name", "x".repeat(3_000)));
		link().isProblem(ProblemType.LINK_REFUSED);
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
	}

	@Test
	void halfACharacterIsKeptToo() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"identities":[{"provider":"google-oauth2","user_id":"7"}],"user_metadata":{"k":"\\udc00 \\ud800"}}""");
		auth0.on(Operation.PATCH).answers(200, """
				{"identities":[{"provider":"auth0","user_id":"ada"}],"user_metadata":{"k":1}}""");
		link().isCreated();
		assertThat(auth0.metadataWrites()).containsExactly("{\"user_metadata\":{\"k\":\"\\udc00 \\ud800\"}}");
	}

	@Test
	void aLinkIsNewOnceAndThenNothingIsWritten() {
		has("{}", "{\"a\":1}");
		link().isCreated();
		link().isOk().hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.PATCH);
		auth0.received(1, Operation.LINK);
	}

	@Test
	void whereItIsLinkedAlreadyTheOtherReadDoesNotMatter() {
		auth0.has(account(ADA).withEmail("ada@example.com").withIdentity(GOOGLE));
		auth0.on(Operation.READ).of(GOOGLE).failsWith(500);
		Response response = link().isOk().hasIdentities(ADA, GOOGLE);
		assertThat(response.json().at("/identities/0/profile/email").asString()).isEqualTo("ada@example.com");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b", "$a", "a$", ".", "\uD83D\uDE00." })
	void aKeyThatAuth0TakesNowhereIsRefusedBeforeAnythingIsWritten(String key) {
		String secondary = "{\"ok\":1,\"" + key + "\":\"value\"}";
		has("{}", secondary);
		assertRefused("secondary", key, "value");
		has(secondary, secondary);
		link().isCreated();
	}

	@Test
	void aKeyBelowTheFirstLevelMayHoldAnything() {
		has("{}", "{\"a\":{\"b.c\":1,\"$d\":2}}");
		link().isCreated();
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":{\"b.c\":1,\"$d\":2}}");
	}

	private void assertRefused(String account, String... withheld) {
		try (AuditTrail trail = AuditTrail.begin()) {
			Response response = link().isProblem(ProblemType.METADATA_REFUSED);
			assertThat(response.detail()).contains(account, "Nothing was linked by this request.");
			Stream.of(withheld).filter((text) -> text.length() > 1).forEach(response::doesNotContain);
			assertThat(trail.only().get("outcome").asString()).isEqualTo("refused");
			assertThat(trail.only().has("metadata")).isFalse();
		}
		apiAs(machine()).preview(ADA, "google-oauth2", "7").isProblem(ProblemType.METADATA_REFUSED);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@CsvSource({ "x, 1", "\u00e9, 2", "\u20ac, 3", "\uD83D\uDE00, 4" })
	void thePrimaryAccountGetsUpTo64KiB(String letter, int bytes) {
		String ours = "{\"a\": \"" + letter.repeat(10_000) + "\" }";
		int rest = LIMIT - "{\"a\":\"\",\"b\":\"\"}".length() - 10_000 * bytes;
		has(ours, "{ \"b\" : \"" + "y".repeat(rest + 1) + "\"}");
		assertRefused("primary");
		has(ours, "{ \"b\" : \"" + "y".repeat(rest) + "\"}");
		link().isCreated();
	}

	@Test
	void whereNothingIsMissingNoSizeMatters() {
		String large = "{\"a\":\"" + "x".repeat(100_000) + "\"}";
		has(large, large);
		link().isCreated();
	}

	@ParameterizedTest
	@CsvSource({ "400, refuses", "413, refuses" })
	void whatAuth0RefusesIsRefused(int status, String detail) {
		has("{}", "{\"secret-key\":\"secret-value\"}");
		auth0.on(Operation.PATCH).answers(status, "{\"statusCode\":" + status + ",\"message\":\"secret-key\"}");
		try (AuditTrail trail = AuditTrail.begin()) {
			Response response = link().isProblem(ProblemType.METADATA_REFUSED).doesNotContain("secret");
			assertThat(response.detail()).contains(detail, "primary account", "Nothing was linked by this request.");
			assertThat(trail.only().has("metadata")).isFalse();
		}
		auth0.received(1, Operation.PATCH);
		auth0.received(0, Operation.LINK);
	}

	@Test
	void aSecondaryAccountThatIsTooLargeToReadIsRefused() {
		has("{}", "{\"a\":\"" + "x".repeat(300_000) + "\"}");
		assertRefused("secondary");
		auth0.receivedOf(2 + 3, Operation.READ, GOOGLE);
	}

	@Test
	void aPrimaryAccountThatIsTooLargeToReadIsRefusedWhereSomethingIsMissing() {
		has("{\"a\":\"" + "x".repeat(300_000) + "\"}", "{\"b\":1}");
		assertRefused("primary");
		has("{\"a\":\"" + "x".repeat(300_000) + "\"}", "{}");
		link().isCreated();
	}

	@Test
	void appMetadataOfAnySizeDoesNotMatter() {
		has("{}", "{\"a\":1}");
		auth0.has(account(GOOGLE).withUserMetadata("{\"a\":1}")
			.withAppMetadata("{\"big\":\"" + "x".repeat(300_000) + "\"}"));
		apiAs(machine()).preview(ADA, "google-oauth2", "7").isOk();
		link().isCreated();
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":1}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "\"text\"", "7" })
	void metadataThatIsNoObjectIsNoAnswer(String metadata) {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.READ)
			.of(GOOGLE)
			.answers(200, "{\"identities\":[{\"provider\":\"google-oauth2\",\"user_id\":\"7\"}],\"user_metadata\":"
					+ metadata + "}");
		assertThat(link().isProblem(ProblemType.AUTH0_ERROR).detail()).endsWith("Nothing was linked by this request.");
		auth0.receivedNoWrites();
	}

	@Test
	void aNumberThatIsTooLongToReadIsRefusedForGood() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.READ)
			.of(GOOGLE)
			.once()
			.answers(200,
					"{\"identities\":[{\"provider\":\"google-oauth2\",\"user_id\":\"7\"}],\"user_metadata\":{\"a\":"
							+ "1".repeat(2_000) + "}}");
		link().isProblem(ProblemType.METADATA_REFUSED);
		auth0.receivedNoWrites();
	}

	@Test
	void aSecondaryAccountThatAuth0DoesNotKnowIsRefusedByTheLink() {
		auth0.has(account(ADA).withUserMetadata("{\"a\":1}"));
		link().isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.received(1, Operation.LINK);
		auth0.has(account("auth0|bob").withIdentity(GOOGLE));
		link().isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT).doesNotContain("bob");
		auth0.received(0, Operation.PATCH);
	}

	@Test
	void theMetadataOfAnAccountWithAnotherFirstIdentityIsNotCarriedOver() {
		auth0.has(account(ADA));
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"user_id":"auth0|bob","identities":[{"provider":"auth0","user_id":"bob"},
				{"provider":"google-oauth2","user_id":"7"}],"user_metadata":{"of":"bob"}}""");
		link().isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.received(1, Operation.LINK);
		auth0.received(0, Operation.PATCH);
	}

	@Test
	void ofTheProblemsThatOfThePrimaryAccountComesFirst() {
		auth0.on(Operation.READ).of(GOOGLE).failsWith(500);
		assertThat(link().isProblem(ProblemType.ACCOUNT_NOT_FOUND).detail())
			.endsWith("Nothing was linked by this request.");
		auth0.receivedNoWrites();
	}

	@Test
	void anUnverifiedAddressIsRefusedBeforeAnythingIsWritten() {
		auth0.has(account(ADA),
				account(GOOGLE).withEmail("eve@example.com")
					.withProfile("email_verified", false)
					.withUserMetadata("{\"a\":1}"));
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.EMAIL_UNVERIFIED);
		auth0.receivedNoWrites();
	}

	@Test
	void anAccountWithAnotherFirstIdentityIsNotTheOneThatIsProven() {
		auth0.has(account(ADA));
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"email":"eve@example.com","email_verified":false,
				"identities":[{"provider":"auth0","user_id":"x"},{"provider":"google-oauth2","user_id":"7"}]}""");
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.SECONDARY_NOT_FOUND);
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.receivedNoWrites();
	}

	@Test
	void aPreviewNamesWhatIsCarriedOverAndWhatEnds() {
		has("{\"language\":\"en\",\"same\":1}",
				"{\"theme\":\"dark\",\"language\":\"fr\",\"same\":1,\"b\":{},\"gone\":null}");
		JsonNode preview = apiAs(machine()).preview(ADA, "google-oauth2", "7").isOk().json();
		assertThat(preview.get("user_metadata"))
			.isEqualTo(Response.tree("{\"carried_over\":[\"b\",\"theme\"],\"discarded\":[\"language\",\"same\"]}"));
		assertThat(preview.get("app_metadata")).isEqualTo(Response.tree("{\"discarded\":[\"plan\",\"role\"]}"));
		auth0.receivedNoWrites();
	}

	@Test
	void aWriteOfTheKeysWithALostAnswerIsSettledByReading() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.PATCH).completesThenCloses();
		link().isCreated();
		auth0.received(1, Operation.PATCH);
		auth0.receivedOf(2, Operation.READ, ADA);
	}

	@Test
	void twoWaitsForTheRateLimitTakeTwoSecondsTogether() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.READ).of(ADA).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		auth0.on(Operation.PATCH).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		assertThat(link().isProblem(ProblemType.AUTH0_BUSY).detail()).endsWith("Nothing was linked by this request.");
		auth0.received(1, Operation.PATCH);
		auth0.received(0, Operation.LINK);
	}

	@Test
	void anIdTokenCarriesOverAsAReferenceDoes() {
		has("{}", "{\"a\":1}");
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isCreated();
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":1}");
	}

	@Test
	void theCallersTraceGoesOnWithEveryCall() {
		has("{}", "{\"a\":1}");
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		apiAs(machine()).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
			.link(ADA, "google-oauth2", "7")
			.isCreated();
		Stream.of(Operation.READ, Operation.PATCH, Operation.LINK)
			.flatMap((operation) -> auth0.allCalls(operation).stream())
			.forEach((call) -> assertThat(call.header("traceparent").orElse("")).contains(trace));
	}

}
