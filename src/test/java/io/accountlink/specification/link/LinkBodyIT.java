package io.accountlink.specification.link;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Validation of the link request body, and the error for each invalid body.
 */
class LinkBodyIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String PATH = "/accounts/auth0%7Cada/link";

	private static final String VALID = "{\"provider\":\"github\",\"user_id\":\"7\"}";

	private static final int LIMIT = 16 * 1024;

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account("github|7"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '>', quoteCharacter = '`', textBlock = """
			{}                                                                        > link_with
			{"link_with":null,"provider":null,"user_id":null,"connection_id":null}     > link_with
			{"link_with":" ","provider":"","user_id":"\\t","connection_id":""}         > link_with
			{"link_with":"x","provider":"github"}                                      > link_with
			{"link_with":"x","user_id":"7"}                                            > link_with
			{"link_with":"x","connection_id":"con_0000000000000000"}                   > link_with
			{"link_with":"x","provider":"github","user_id":"7"}                        > link_with
			{"provider":"github"}                                                      > user_id
			{"provider":"github","user_id":" "}                                        > user_id
			{"user_id":"7"}                                                            > provider
			{"connection_id":"con_0000000000000000"}                                   > provider user_id
			{"provider":"github","user_id":"7","connection":"github"}                  > connection
			{"provider":"github","userId":"7"}                                         > userId
			{"linkWith":"x"}                                                           > linkWith
			{"Provider":"github","user_id":"7"}                                        > Provider
			{"provider":"GitHub","user_id":"7","connection_id":"con_0"}                > connection_id provider
			""")
	void theMembersAtFaultAreNamed(String body, String fields) {
		Response response = apiAs(machine()).post(PATH, body).isProblem(ProblemType.INVALID_REQUEST);
		response.hasInvalidFields(fields.split(" "));
		auth0.receivedNoWrites();
	}

	static Stream<Arguments> membersOfTheWrongType() {
		return Stream.of("link_with", "provider", "user_id", "connection_id")
			.flatMap((member) -> Stream.of("1.5", "1e3", "true", "false", "{}", "[]", "[\"x\"]", "{\"a\":1}")
				.map((value) -> arguments(member, value)));
	}

	@ParameterizedTest
	@MethodSource("membersOfTheWrongType")
	void aMemberOfTheWrongTypeIsNamed(String member, String value) {
		Response response = apiAs(machine()).post(PATH, "{\"" + member + "\":" + value + "}");
		response.isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields(member);
	}

	@ParameterizedTest
	@ValueSource(strings = { "link_with", "provider", "connection_id" })
	void onlyTheUserIdMayBeAnInteger(String member) {
		Response response = apiAs(machine()).post(PATH, "{\"" + member + "\":7}");
		response.isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields(member);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "[]", "[{\"provider\":\"github\",\"user_id\":\"7\"}]", "\"\"", "\"x\"",
			"7", "true", "{", "x", "{\"provider\":\"github\",\"user_id\":\"7\"", "{'provider':'github','user_id':'7'}",
			"{\"provider\":\"github\",\"user_id\":07}", "{\"provider\":\"github\",\"user_id\":\"7\",}",
			"{\"provider\":\"github\",\"user_id\":NaN}", "{\"provider\":\"github\" /* x */,\"user_id\":\"7\"}",
			VALID + "x", VALID + VALID, VALID + "]",
			"{\"provider\":\"github\",\"provider\":\"github\",\"user_id\":\"7\"}",
			"{\"user_id\":\"8\",\"provider\":\"github\",\"user_id\":\"7\"}", "<a/>" })
	void anythingButOneJsonObjectIsRefused(String body) {
		Response response = apiAs(machine()).post(PATH, body).isProblem(ProblemType.INVALID_REQUEST);
		response.hasInvalidFields("body");
		auth0.receivedNoWrites();
	}

	@Test
	void theProblemQuotesNothingOfTheValues() {
		apiAs(machine()).post(PATH, "{\"link_with\":[\"s3cret\"]}").doesNotContain("s3cret");
		apiAs(machine()).post(PATH, "{\"provider\":\"S3CRET\",\"user_id\":\"7\"}").doesNotContain("S3CRET");
		apiAs(machine()).post(PATH, "{\"link_with\":s3cret}").doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GitHub", "git hub", "git_hub", "github|7", "github/7", "\u00fc", "github\\n",
			"a234567890123456789012345678901234567890123456789012345678901234x" })
	void aProviderIsLowerCaseLettersDigitsAndDashesAtMost64(String provider) {
		link(provider, "7", "").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("provider");
		auth0.receivedNoWrites();
	}

	@Test
	void aProviderMayBeOneThatNobodyHasHeardOf() {
		link("a23456789012345678901234567890123456789012345678901234567890123-", "7", "")
			.isProblem(ProblemType.CONNECTION_NOT_FOUND);
		auth0.received(1, Operation.LINK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ada L", "a/../b", "a\\u200bb\\u202e", "a\\u2028b", "a\\ufffd" })
	void aUserIdOfAnyOtherFormReachesAuth0(String userId) {
		link("github", userId, "").isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.received(1, Operation.LINK);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "a ", " a", "a\\u00a0", "a\\u0000b", "a\\nb", "..", ".", "github|..", "a\\ud800b", "github|" })
	void aUserIdIsRefusedForItsForm(String userId) {
		link("github", userId, "").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("user_id");
		auth0.receivedNoWrites();
	}

	@Test
	void aUserIdHasAtMost512Characters() {
		link("github", "7".repeat(512), "").isProblem(ProblemType.SECONDARY_NOT_FOUND);
		link("github", "7".repeat(513), "").isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("user_id");
		apiAs(machine()).post(PATH, "{\"provider\":\"github\",\"user_id\":" + "7".repeat(2000) + "}")
			.isProblem(ProblemType.INVALID_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "con_", "con_000000000000000", "con_00000000000000000", "con_000000000000000-",
			"CON_0000000000000000", "0000000000000000", "con_0000000000000000\\n", "con_\u06600000000000000000" })
	void aConnectionIdIsConAndSixteenLettersOrDigits(String connectionId) {
		link("github", "7", connectionId).isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("connection_id");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"link_with\":\"\",\"provider\":\"github\",\"user_id\":\"7\",\"connection_id\":\" \"}",
			"{\"link_with\":null,\"provider\":\"github\",\"user_id\":7,\"connection_id\":null}",
			"\n {\"user_id\" : \"7\" , \"provider\" : \"github\"}\r\n" })
	void aTemplateThatIsFilledPartlyWorks(String body) {
		apiAs(machine()).post(PATH, body).isCreated();
	}

	@Test
	void aTemplateWithAnIdTokenAloneWorks() {
		String body = "{\"link_with\":\"" + idToken("github|7")
				+ "\",\"provider\":\"\",\"user_id\":null,\"connection_id\":\"  \"}";
		apiAs(user(ADA)).post("/accounts/me/link", body).isCreated();
	}

	@Test
	void aBodyHasAtMostSixteenKibibytes() {
		send(BodyPublishers.ofString(padded(LIMIT))).isCreated();
		send(BodyPublishers.ofString(padded(LIMIT + 1))).isProblem(ProblemType.BODY_TOO_LARGE);
		send(BodyPublishers.ofString(padded(64 * LIMIT))).isProblem(ProblemType.BODY_TOO_LARGE);
		auth0.received(1, Operation.LINK);
	}

	@Test
	void theLimitHoldsWhereNoLengthIsGivenBeforehand() {
		send(chunked(padded(LIMIT))).isCreated();
		send(chunked(padded(LIMIT + 1))).isProblem(ProblemType.BODY_TOO_LARGE);
		send(chunked(padded(64 * LIMIT))).isProblem(ProblemType.BODY_TOO_LARGE);
		auth0.received(1, Operation.LINK);
	}

	static Stream<Arguments> bodiesInAnotherEncoding() {
		return Stream.of(argumentSet("UTF-16, big-endian", (Object) VALID.getBytes(StandardCharsets.UTF_16BE)),
				argumentSet("UTF-16, little-endian", (Object) VALID.getBytes(StandardCharsets.UTF_16LE)),
				argumentSet("UTF-16 with a byte order mark", (Object) VALID.getBytes(StandardCharsets.UTF_16)),
				argumentSet("UTF-32, big-endian", (Object) VALID.getBytes(StandardCharsets.UTF_32BE)),
				argumentSet("UTF-32, little-endian", (Object) VALID.getBytes(StandardCharsets.UTF_32LE)),
				argumentSet("ISO-8859-1", (Object) userId("\u00fc").getBytes(StandardCharsets.ISO_8859_1)),
				argumentSet("an overlong form", (Object) userId("\u00c1\u00a1").getBytes(StandardCharsets.ISO_8859_1)),
				argumentSet("half a surrogate pair",
						(Object) userId("\u00ed\u00a0\u0080").getBytes(StandardCharsets.ISO_8859_1)));
	}

	@ParameterizedTest
	@MethodSource("bodiesInAnotherEncoding")
	void aBodyInAnotherEncodingThanUtf8IsRefused(byte[] body) {
		send(BodyPublishers.ofByteArray(body)).isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("body");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json;charset=iso-8859-1", "application/json; charset=\"UTF-16\"",
			"application/json;charset=us-ascii", "application/json;charset=unheard-of",
			"Application/JSON ; CharSet=windows-1252" })
	void aBodyThatSaysToBeInAnotherEncodingIsRefused(String type) {
		Response response = apiAs(machine()).with("Content-Type", type)
			.send("POST", PATH, BodyPublishers.ofString(VALID));
		response.isProblem(ProblemType.INVALID_REQUEST).hasInvalidFields("body");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json;charset=utf-8", "application/json; charset=\"UTF-8\"",
			"application/json;version=1" })
	void aBodyMaySayThatItIsInUtf8(String type) {
		apiAs(machine()).with("Content-Type", type).send("POST", PATH, BodyPublishers.ofString(VALID)).isCreated();
	}

	@Test
	void aByteOrderMarkInUtf8IsIgnored() {
		send(BodyPublishers.ofString("\ufeff" + VALID)).isCreated();
	}

	private static String userId(String userId) {
		return "{\"provider\":\"github\",\"user_id\":\"" + userId + "\"}";
	}

	private Response link(String provider, String userId, String connectionId) {
		return apiAs(machine()).post(PATH, "{\"provider\":\"%s\",\"user_id\":\"%s\",\"connection_id\":\"%s\"}"
			.formatted(provider, userId, connectionId));
	}

	private Response send(BodyPublisher body) {
		return apiAs(machine()).with("Content-Type", "application/json").send("POST", PATH, body);
	}

	private static String padded(int length) {
		return VALID + " ".repeat(length - VALID.length());
	}

	private static BodyPublisher chunked(String body) {
		return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

}
