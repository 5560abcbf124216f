package io.accountlink.specification.unlink;

import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listing and unlinking of identities, for every form of user id.
 */
class ListAndUnlinkIT extends Specification {

	private static final String ME = "me";

	private static final String ADA = "auth0|ada";

	@Test
	void theListShowsTheAccountsOwnIdentityFirstAndNoSecretOfAny() {
		auth0.has(account(ADA).withEmail("ada@example.com")
			.withIdentity(identity("github|12345678901234567890").withNumericUserId().withProviderTokens("s3cr3t")));
		Response response = apiAs(user(ADA)).list(ME);
		response.isOk().hasIdentities(ADA, "github|12345678901234567890");
		assertThat(response.body()).doesNotContain("s3cr3t").doesNotContain("token").contains("ada@example.com");
		assertThat(response.json().at("/identities/0/is_primary").asBoolean()).isTrue();
		assertThat(response.json().at("/identities/1/is_primary").asBoolean()).isFalse();
	}

	@Test
	void aListLongerThanAnyBufferIsWhole() {
		Account busy = account(ADA);
		for (int number = 0; number < 100; number++) {
			busy = busy.withIdentity("github|" + number);
		}
		auth0.has(busy);
		Response response = apiAs(user(ADA)).list(ME).isOk();
		assertThat(response.json().path("identities")).hasSize(101);
		assertThat(response.body().length()).isGreaterThan(2 * 4096);
	}

	@Test
	void unlinkingTakesOneIdentityAndShowsWhatIsLeft() {
		auth0.has(account(ADA).withIdentity("github|5").withIdentity("google-oauth2|7"));
		apiAs(user(ADA)).unlink(ME, "github", "5").isOk().hasIdentities(ADA, "google-oauth2|7");
		assertThat(auth0.identitiesOf("github|5")).hasSize(1);
		assertThat(auth0.lastCall(Operation.UNLINK).target())
			.isEqualTo("/api/v2/users/auth0%7Cada/identities/github/5");
		auth0.received(1, Operation.READ);
	}

	@Test
	void unlinkingWhatIsNotLinkedShowsTheAccountAsItIs() {
		auth0.has(account(ADA).withIdentity("github|5"), account("google-oauth2|7"));
		apiAs(user(ADA)).unlink(ME, "google-oauth2", "7").isOk().hasIdentities(ADA, "github|5");
		apiAs(user(ADA)).unlink(ME, "google-oauth2", "8").isOk().hasIdentities(ADA, "github|5");
		assertThat(auth0.identitiesOf("google-oauth2|7")).hasSize(1);
	}

	@Test
	void anUnknownAccountIsNotFound() {
		apiAs(machine()).list("auth0|nobody").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).unlink("auth0|nobody", "github", "5").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		apiAs(machine()).link("auth0|nobody", "github", "5").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
	}

	@ParameterizedTest
	@CsvSource({ "auth0, ada", "auth0, auth0|ada" })
	void theFirstIdentityStays(String provider, String userId) {
		auth0.has(account(ADA).withIdentity("github|5"));
		apiAs(user(ADA)).unlink(ME, provider, userId).isProblem(ProblemType.PRIMARY_IDENTITY);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a|b", "con|idp|x", "a@b.c", "a:b", "a+b", "a/b", "a//b", "/a", "a%b", "a%2Fb", "a%252Fb",
			"a%00b", "a;b=c", "a?b", "a#b", "a&b=c", "a'b", "a\"b", "a{b}", "{id}", "a~b", "a,b", "ä€😀", "$&!*()",
			"a..b", "...", "../x", "a/../b", "Ada  L", "\u200b", "x\u2028y", "\ufffd", "<a>", "^`a", "[a]", "me", "a=",
			"0x12:eip155%3A5" })
	void everyIdIsListedLinkedAndUnlinkedAsItIs(String odd) {
		String primary = "my-oidc-1|" + odd;
		String secondary = "saml-p2|" + odd;
		auth0.has(account(primary), account(secondary));
		Api api = apiAs(machine());
		api.link(primary, "saml-p2", odd).isCreated().hasIdentities(primary, secondary);
		api.list(primary).isOk().hasIdentities(primary, secondary);
		api.unlink(primary, "saml-p2", odd).isOk().hasIdentities(primary);
		assertThat(auth0.identitiesOf(secondary)).hasSize(1);
		auth0.received(0, Operation.UNKNOWN);
	}

	@Test
	void aWholeAccountIdMayBePastedForTheUserId() {
		auth0.has(account(ADA).withIdentity("google-oauth2|7"));
		apiAs(user(ADA)).unlink(ME, "google-oauth2", "google-oauth2|7").isOk().hasIdentities(ADA);
	}

	@Test
	void aUserIdThatBeginsWithItsProviderIsUnlinkedAsTheListShowsIt() {
		auth0.has(account(ADA).withIdentity("oidc|oidc|x"));
		Api api = apiAs(user(ADA));
		String shown = api.list(ME).json().at("/identities/1/user_id").asString();
		api.unlink(ME, "oidc", shown).isOk().hasIdentities(ADA);
		api.unlink(ME, "oidc", shown).isOk().hasIdentities(ADA);
	}

	@Test
	void ofTwoThatMayBeMeantTheOneIsUnlinkedThatTheListShowsSo() {
		auth0.has(account(ADA).withIdentity("oidc|x").withIdentity("oidc|oidc|x"));
		apiAs(user(ADA)).unlink(ME, "oidc", "oidc|x").isOk().hasIdentities(ADA, "oidc|x");
	}

	@Test
	void anIdTokenOfAUserIdThatBeginsWithItsProviderLinksNobodyElse() {
		auth0.has(account(ADA), account("oidc|x"), account("oidc|oidc|x"));
		apiAs(user(ADA)).link(ME, idToken("oidc|oidc|x")).isCreated().hasIdentities(ADA, "oidc|oidc|x");
		assertThat(auth0.identitiesOf("oidc|x")).extracting(Identity::accountId).containsExactly("oidc|x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "oidc|", "oidc|..", "..", "a ", " " })
	void whatIsNoUserIdIsRefused(String userId) {
		auth0.has(account(ADA));
		Api api = apiAs(user(ADA));
		api.unlink(ME, "oidc", userId).isProblem(ProblemType.INVALID_REQUEST);
		apiAs(machine()).link(ADA, Map.of("provider", "oidc", "user_id", userId))
			.isProblem(ProblemType.INVALID_REQUEST);
		auth0.receivedNoWrites();
	}

}
