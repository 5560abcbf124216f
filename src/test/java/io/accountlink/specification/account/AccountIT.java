package io.accountlink.specification.account;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Identity.identity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Account in success responses: documented members only.
 */
class AccountIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String SECRET = "s3cret-of-the-provider";

	private static final List<String> PROFILE = List.of("email", "email_verified", "phone_number", "phone_verified",
			"name", "given_name", "family_name", "nickname", "username", "picture");

	@Test
	void anAccountReadsAsTheContractShowsIt() {
		auth0.has(account(ADA).withEmail("ada@example.com"), account("google-oauth2|1234")
			.withProfile(Map.of("name", "Ada L", "picture", "https://img.example/ada")));
		Response linked = apiAs(machine()).link(ADA, "google-oauth2", "1234").isCreated();
		JsonNode expected = Response.tree("""
				{"account_id": "auth0|ada", "identities": [
				  {"provider": "auth0", "user_id": "ada", "connection": "Username-Password-Authentication",
				   "is_social": false, "is_primary": true,
				   "profile": {"email": "ada@example.com", "email_verified": true}},
				  {"provider": "google-oauth2", "user_id": "1234", "connection": "google-oauth2",
				   "is_social": true, "is_primary": false,
				   "profile": {"name": "Ada L", "picture": "https://img.example/ada"}}]}""");
		assertThat(linked.json()).isEqualTo(expected);
		assertThat(apiAs(user(ADA)).list("me").isOk().json()).isEqualTo(expected);
	}

	static Stream<Object> noProfiles() {
		return Stream.of(List.of(Map.of("email", "ada@example.com")), List.of(), "text", 7, true,
				NullNode.getInstance());
	}

	@ParameterizedTest
	@MethodSource("noProfiles")
	void aProfileOfAnotherFormKeepsNoIdentityFromBeingLinked(Object profile) {
		auth0.has(account(ADA),
				account("github|5").whoseLogin((login) -> login.with("profileData", profile).with("isSocial", "yes")));
		Api api = apiAs(machine());
		for (Response account : List.of(api.link(ADA, "github", "5").isCreated(), api.list(ADA).isOk(),
				api.link(ADA, "github", "5").isOk())) {
			account.hasIdentities(ADA, "github|5");
			assertThat(account.json().at("/identities/1/profile").isEmpty()).isTrue();
			assertThat(account.json().at("/identities/1/is_social").booleanValue()).isFalse();
		}
		api.unlink(ADA, "github", "5").isOk().hasIdentities(ADA);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b\nc", " ada ", "..", "\u202e" })
	void anIdentityWithAnIdThatNoRequestTakesIsListedAllTheSame(String userId) {
		auth0.has(account(ADA).withIdentity("samlp|" + userId),
				account("github|1").withIdentity("samlp|" + "x".repeat(600)));
		assertThat(apiAs(user(ADA)).list("me").isOk().json().at("/identities/1/user_id").asString()).isEqualTo(userId);
		assertThat(apiAs(machine()).list("github|1").isOk().identities()).hasSize(2);
	}

	@Test
	void anIdWithHalfACharacterIsListedAllTheSame() {
		auth0.on(Operation.READ).answers(200, """
				{"identities":[{"provider":"auth0","user_id":"ada"},{"provider":"samlp","user_id":"a\\ud800b"}]}""");
		apiAs(user(ADA)).list("me").isOk();
	}

	@Test
	void whatIsNotOfItsFormInAProfileIsLeftOut() {
		auth0.has(account(ADA)
			.withProfile(Map.of("email", List.of("ada@example.com"), "email_verified", "true", "phone_number", 49,
					"phone_verified", 1, "name", "Ada", "picture", Map.of()))
			.undescribed());
		JsonNode profile = apiAs(machine()).list(ADA).isOk().json().at("/identities/0/profile");
		assertThat(profile).isEqualTo(Response.tree("{\"name\": \"Ada\"}"));
	}

	@Test
	void anIntegerIsKeptDigitForDigitAndIsAlwaysAString() {
		auth0.has(account("facebook|12345678901234567891").whoseLogin(Identity::withNumericUserId),
				account("vkontakte|9007199254740993").whoseLogin(Identity::withNumericUserId));
		apiAs(machine()).link("facebook|12345678901234567891", "vkontakte", "9007199254740993")
			.isCreated()
			.hasIdentities("facebook|12345678901234567891", "vkontakte|9007199254740993");
		apiAs(machine()).list("facebook|12345678901234567891")
			.isOk()
			.hasIdentities("facebook|12345678901234567891", "vkontakte|9007199254740993");
		apiAs(machine()).unlink("facebook|12345678901234567891", "vkontakte", "9007199254740993")
			.isOk()
			.hasIdentities("facebook|12345678901234567891");
	}

	@Test
	void noSecretOfAnIdentityProviderGoesOut() {
		auth0.has(account(ADA).whoseLogin((login) -> login.withProviderTokens(SECRET)), github());
		apiAs(machine()).link(ADA, "github", "7").isCreated().doesNotContain(SECRET).doesNotContain("token");
		apiAs(machine()).link(ADA, "github", "7").isOk().doesNotContain(SECRET).doesNotContain("token");
		apiAs(machine()).list(ADA).isOk().doesNotContain(SECRET).doesNotContain("token");
		apiAs(machine()).unlink(ADA, "github", "7").isOk().doesNotContain(SECRET).doesNotContain("token");
	}

	private static Account github() {
		return Account.account("github|7")
			.whoseLogin((login) -> login.withProviderTokens(SECRET)
				.with("new_member", Map.of("access_token", SECRET))
				.withProfile("access_token", SECRET));
	}

	@Test
	void theProfileHoldsTheTenMembersOfTheContractAndNoOther() {
		Identity full = identity("github|7");
		for (String member : PROFILE) {
			full = full.withProfile(member, member.endsWith("verified") ? (Object) false : "some " + member);
		}
		full = full.withProfile(Map.of("locale", "en", "sub", "7", "identities", List.of(), "address", "London"));
		auth0.has(account(ADA).withIdentity(full));
		JsonNode profile = apiAs(machine()).list(ADA).isOk().json().at("/identities/1/profile");
		assertThat(profile.propertyNames()).containsExactlyElementsOf(PROFILE);
		assertThat(profile.get("given_name").stringValue()).isEqualTo("some given_name");
		assertThat(profile.get("phone_verified").booleanValue()).isFalse();
	}

	@Test
	void theFirstLoginsProfileIsTheUsersWhereItIsRead() {
		auth0.has(account(ADA).withEmail("ada@example.com").withProfile("locale", "en"));
		JsonNode profile = apiAs(user(ADA)).list("me").isOk().json().at("/identities/0/profile");
		assertThat(profile.propertyNames()).containsExactlyInAnyOrder("email", "email_verified");
	}

	@Test
	void membersOfTheProfileThatAreNotWhatTheyOughtToBeAreLeftOut() {
		auth0.has(account(ADA), account("github|7"));
		auth0.on(Operation.LINK).completesThenAnswers(201, """
				[{"provider":"auth0","user_id":"ada","connection":"c","isSocial":false,"profileData":null},
				 {"provider":"github","user_id":7,"connection":"github","isSocial":true,
				  "profileData":{"email":null,"email_verified":"yes","name":{"first":"Ada"},"picture":7}}]""");
		Response response = apiAs(machine()).link(ADA, "github", "7").isCreated();
		assertThat(response.json().at("/identities/0/profile").isEmpty()).isTrue();
		assertThat(response.json().at("/identities/1/profile").isEmpty()).isTrue();
	}

	@Test
	void whatAuth0LeavesOutIsNoReasonToFail() {
		auth0.has(account(ADA), account("github|7"));
		auth0.on(Operation.LINK)
			.completesThenAnswers(201,
					"[{\"provider\":\"auth0\",\"user_id\":\"ada\"},{\"provider\":\"github\",\"user_id\":\"7\"}]");
		Response response = apiAs(machine()).link(ADA, "github", "7").isCreated();
		assertThat(response.json().at("/identities/1"))
			.isEqualTo(Response.tree("{\"provider\":\"github\",\"user_id\":\"7\",\"connection\":\"\","
					+ "\"is_social\":false,\"is_primary\":false,\"profile\":{}}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { ADA, "waad|staff|42", "google-oauth2|1" })
	void theAccountsOwnLoginComesFirstWhateverAuth0sOrder(String id) {
		String[] parts = id.split("\\|", 2);
		auth0.has(account(id), account("github|7"));
		auth0.on(Operation.LINK).completesThenAnswers(201, """
				[{"provider":"github","user_id":"7","connection":"github","isSocial":true},
				 {"provider":"%s","user_id":"%s","connection":"c","isSocial":false}]""".formatted(parts[0], parts[1]));
		Response response = apiAs(machine()).link(id, "github", "7").isCreated().hasIdentities(id, "github|7");
		assertThat(response.json().at("/identities/0/is_primary").booleanValue()).isTrue();
		assertThat(response.json().at("/identities/1/is_primary").booleanValue()).isFalse();
	}

}
