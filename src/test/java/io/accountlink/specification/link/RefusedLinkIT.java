package io.accountlink.specification.link;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.accountlink.simulation.Operation;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A link that Auth0 refuses with a text and a code that nobody has seen before: reading
 * decides, so the answer is true whatever the refusal says.
 */
class RefusedLinkIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final Random random = new Random(19);

	@BeforeEach
	void accounts() {
		auth0.has(account(ADA), account(GOOGLE));
	}

	static Stream<Refusal> refusals() {
		return IntStream.of(400, 402, 403, 404, 405, 406, 409, 410, 412, 413, 415, 418, 422, 423, 451)
			.boxed()
			.flatMap((status) -> Stream.of(new Refusal(status, Refusal.ofAuth0(status, text(), "")),
					new Refusal(status, Refusal.ofAuth0(status, text(), text())),
					new Refusal(status, Refusal.ofAuth0(status, text(), "inexistent_user")),
					new Refusal(status, "{\"error\":\"" + text() + "\"}"), new Refusal(status, text())));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void whatIsThereIsSaidToBeThere(Refusal refusal) {
		auth0.on(Operation.LINK).completesThenAnswers(refusal.status(), refusal.body());
		apiAs(machine()).link(ADA, "google-oauth2", "7").isOk().hasIdentities(ADA, GOOGLE);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void whatIsNotThereIsRefusedAndNeverCalledUnknown(Refusal refusal) {
		auth0.on(Operation.LINK).answers(refusal.status(), refusal.body());
		Response response = apiAs(machine()).link(ADA, "google-oauth2", "7");
		assertThat(response.json().path("code").asString()).isIn("link_refused", "linked_to_another_account",
				"auth0_error");
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
		auth0.recovers();
		apiAs(machine()).link(ADA, "google-oauth2", "7").isCreated().hasIdentities(ADA, GOOGLE);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void anAccountThatIsGoneIsNotFound(Refusal refusal) {
		auth0.on(Operation.LINK).answers(refusal.status(), refusal.body());
		apiAs(machine()).link("auth0|nobody", "google-oauth2", "7").is("404 account_not_found");
	}

	private static String text() {
		return random.ints(random.nextInt(1, 30), ' ', '~')
			.mapToObj(Character::toString)
			.reduce("", String::concat)
			.replaceAll("[\"\\\\]", "");
	}

	/**
	 * A refusal of the link.
	 *
	 * @param status the HTTP status
	 * @param body the body
	 */
	record Refusal(int status, String body) {

		static String ofAuth0(int status, String message, String errorCode) {
			String code = errorCode.isEmpty() ? "" : ",\"errorCode\":\"" + errorCode + "\"";
			return "{\"statusCode\":" + status + ",\"error\":\"Refused\",\"message\":\"" + message + "\"" + code + "}";
		}

	}

}
