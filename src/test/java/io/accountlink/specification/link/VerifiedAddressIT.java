package io.accountlink.specification.link;

import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the two accounts of a {@code link_with} have to be. The read of the accounts
 * decides, whoever calls.
 */
class VerifiedAddressIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GITHUB = "github|7";

	private static final String ME = "me";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			# the account has ...                                   | auth0       | sms         | google-oauth2
			"email":"a@example.com","email_verified":true           | taken       | taken       | taken
			"email":"a@example.com","email_verified":"true"         | taken       | taken       | taken
			"email":"a@example.com","email_verified":false          | e-mail      | e-mail      | e-mail
			"email":"a@example.com","email_verified":"false"        | e-mail      | e-mail      | e-mail
			"email":"a@example.com","email_verified":"True"         | e-mail      | e-mail      | e-mail
			"email":"a@example.com","email_verified":1              | e-mail      | e-mail      | e-mail
			"email":"a@example.com","email_verified":[true]         | e-mail      | e-mail      | e-mail
			"email":"a@example.com","email_verified":null           | e-mail      | e-mail      | e-mail
			"email":"a@example.com"                                 | e-mail      | e-mail      | e-mail
			"email":7,"email_verified":true                         | e-mail      | e-mail      | e-mail
			"email":{},"email_verified":true                        | e-mail      | e-mail      | e-mail
			"email":null,"email_verified":false                     | taken       | taken       | taken
			"email":" ","email_verified":false                      | taken       | taken       | taken
			"email_verified":false                                  | taken       | taken       | taken
			"name":"Ada"                                            | taken       | taken       | taken
			"phone_number":"+1555","phone_verified":true            | taken       | taken       | taken
			"phone_number":"+1555","phone_verified":"true"          | taken       | taken       | taken
			"phone_number":"+1555","phone_verified":false           | phone       | phone       | taken
			"phone_number":"+1555"                                  | phone       | phone       | taken
			"phone_number":1555,"phone_verified":true               | phone       | phone       | taken
			"phone_number":"","phone_verified":false                | taken       | taken       | taken
			"phone_number":null                                     | taken       | taken       | taken
			"email":"a@b.c","email_verified":true,"phone_number":"1"| phone       | phone       | taken
			""")
	void everyAddressByWhichSomebodyGetsInIsVerifiedAtEitherEnd(String members, String auth0Account, String smsAccount,
			String googleAccount) {
		assertAccount("auth0|x", members, auth0Account);
		assertAccount("sms|x", members, smsAccount);
		assertAccount("google-oauth2|x", members, googleAccount);
	}

	private void assertAccount(String id, String members, String expected) {
		assertEnd(id, members, ADA, id, expected.equals("taken") ? "201" : "422 email_unverified", expected);
		assertEnd(id, members, id, GITHUB, expected.equals("taken") ? "201" : "422 primary_email_unverified", expected);
	}

	private void assertEnd(String id, String members, String primary, String secondary, String answer, String term) {
		auth0.reset();
		auth0.has(account(primary), account(secondary));
		String[] parts = id.split("\\|", -1);
		auth0.on(Operation.READ)
			.of(id)
			.answers(200,
					"""
							{"user_id":"%s|%s",%s,"identities":[{"provider":"%s","user_id":"%s","connection":"c","isSocial":false}]}"""
						.formatted(parts[0], parts[1], members, parts[0], parts[1]));
		for (Token caller : new Token[] { user(primary), machine() }) {
			Response preview = apiAs(caller).preview(primary, idToken(secondary)).is(answer.replace("201", "200"));
			if (preview.status() != 200) {
				assertThat(preview.detail()).contains(term).doesNotContain("example.com").doesNotContain("555");
			}
		}
		apiAs(user(primary)).link(ME, idToken(secondary)).is(answer);
		auth0.received(answer.equals("201") ? 1 : 0, Operation.LINK);
	}

	@Test
	void byReferenceNobodyLooksAtAddressesOrBlocks() {
		auth0.has(account(ADA).withProfile("email", "a@example.com").blocked(), account(GITHUB).blocked());
		apiAs(machine()).link(ADA, "github", "7").isCreated();
		auth0.received(0, Operation.READ);
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "1", "\"false\"", "\"yes\"", "{}", "[]", "0", "\"\"" })
	void anyValueBlocksButFalseAndNull(String blocked) {
		assertThat(linkWhere(ADA, blocked).isProblem(ProblemType.ACCOUNT_BLOCKED).detail()).contains("primary");
		assertThat(linkWhere(GITHUB, blocked).isProblem(ProblemType.ACCOUNT_BLOCKED).detail()).contains("secondary");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "null" })
	void falseAndNullBlockNothing(String blocked) {
		linkWhere(ADA, blocked).isCreated();
		auth0.reset();
		linkWhere(GITHUB, blocked).isCreated();
	}

	private Response linkWhere(String id, String blocked) {
		auth0.recovers();
		auth0.has(account(ADA), account(GITHUB));
		String[] parts = id.split("\\|", -1);
		auth0.on(Operation.READ)
			.of(id)
			.answers(200, """
					{"blocked":%s,"identities":[{"provider":"%s","user_id":"%s"}]}""".formatted(blocked, parts[0],
					parts[1]));
		return apiAs(user(ADA)).link(ME, idToken(GITHUB));
	}

	/**
	 * Pairs of accounts with several faults each, and the one that decides.
	 */
	static Stream<String[]> severalFaults() {
		return Stream.of(new String[] { "missing", "missing", "404 account_not_found" },
				new String[] { "blocked unverified", "missing", "403 account_blocked" },
				new String[] { "unverified", "missing", "422 secondary_not_found" },
				new String[] { "unverified", "blocked unverified", "403 account_blocked" },
				new String[] { "unverified", "unverified", "422 primary_email_unverified" },
				new String[] { "fine", "unverified", "422 email_unverified" });
	}

	@ParameterizedTest
	@MethodSource("severalFaults")
	void theFirstOfSeveralFaultsDecides(String primary, String secondary, String answer) {
		give(ADA, primary);
		give(GITHUB, secondary);
		apiAs(user(ADA)).preview(ME, idToken(GITHUB)).is(answer);
		apiAs(user(ADA)).link(ME, idToken(GITHUB)).is(answer);
		apiAs(machine()).link(ADA, idToken(GITHUB)).is(answer);
		auth0.receivedNoWrites();
	}

	private static void give(String id, String faults) {
		if (!faults.equals("missing")) {
			var verified = account(id).withProfile("email", "a@example.com")
				.withProfile("email_verified", !faults.contains("unverified"));
			auth0.has(faults.contains("blocked") ? verified.blocked() : verified);
		}
	}

	@Test
	void whatIsLinkedAlreadyIsAnsweredWhateverTheOtherReadBrings() {
		auth0.has(account(ADA).withIdentity(GITHUB));
		auth0.on(Operation.READ).of(GITHUB).failsWith(500);
		apiAs(user(ADA)).link(ME, idToken(GITHUB)).isOk().hasIdentities(ADA, GITHUB);
		auth0.receivedNoWrites();
	}

	@Test
	void aSecondClickThatLinkedBetweenTheReadsIsASuccess() {
		auth0.has(account(ADA).withIdentity(GITHUB));
		auth0.on(Operation.READ).of(ADA).once().answers(200, """
				{"identities":[{"provider":"auth0","user_id":"ada"}]}""");
		apiAs(user(ADA)).link(ME, idToken(GITHUB)).isOk().hasIdentities(ADA, GITHUB);
		auth0.receivedNoWrites();
		auth0.received(3, Operation.READ);
	}

	@Test
	void whatWasBlockedMeanwhileIsNoSuccess() {
		auth0.has(account(ADA).withIdentity(GITHUB).blocked());
		auth0.on(Operation.READ).of(ADA).once().answers(200, """
				{"identities":[{"provider":"auth0","user_id":"ada"}]}""");
		apiAs(user(ADA)).link(ME, idToken(GITHUB)).isProblem(ProblemType.ACCOUNT_BLOCKED);
	}

	@Test
	void anAccountThatIsNotThereIsLookedForOnceMore() {
		auth0.has(account(ADA));
		apiAs(user(ADA)).link(ME, idToken(GITHUB)).isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.received(3, Operation.READ);
		auth0.receivedNoWrites();
	}

	@Test
	void aUserUnlinksWithTwoCallsAndWithOneWhereItIsNotLinked() {
		auth0.has(account(ADA).withIdentity(GITHUB));
		apiAs(user(ADA)).unlink(ME, "github", "7").isOk().hasIdentities(ADA);
		auth0.received(1, Operation.READ);
		auth0.received(1, Operation.UNLINK);
		apiAs(user(ADA)).unlink(ME, "github", "7").isOk().hasIdentities(ADA);
		auth0.received(2, Operation.READ);
		auth0.received(1, Operation.UNLINK);
		apiAs(machine()).unlink(ADA, "github", "7").isOk().hasIdentities(ADA);
		auth0.received(2, Operation.READ);
		auth0.received(2, Operation.UNLINK);
	}

}
