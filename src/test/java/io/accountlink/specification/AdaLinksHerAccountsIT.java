package io.accountlink.specification;

import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The way of one user from a suggestion to an unlink. Each step has a folder with its
 * other cases.
 */
@TestPropertySource(properties = { "link.merge.user.metadata=true",
		"link.suggestion.connections=Username-Password-Authentication,google-oauth2" })
class AdaLinksHerAccountsIT extends Specification {

	@Test
	void adaLinksTheAccountThatIsSuggestedAndUnlinksItAgain() {
		// given two accounts of Ada with the same verified address
		auth0.has(account("auth0|ada").withEmail("ada@example.com"));
		auth0.has(account("google-oauth2|7").withEmail("ada@example.com").withUserMetadata("{\"theme\":\"dark\"}"));
		Api ada = apiAs(user("auth0|ada"));

		// when she asks which account to link, then it is the one at Google
		assertThat(ada.suggestions("me").isOk().json().at("/suggestions/0/provider").asString())
			.isEqualTo("google-oauth2");

		// when she has logged in there, then a preview shows the link and what it carries
		// over
		Token loginAtGoogle = idToken("google-oauth2|7");
		assertThat(ada.preview("me", loginAtGoogle).isOk().json().at("/user_metadata/carried_over/0").asString())
			.isEqualTo("theme");
		auth0.receivedNoWrites();

		// when she links it, then both logins lead to one account
		ada.link("me", loginAtGoogle).isCreated().hasIdentities("auth0|ada", "google-oauth2|7");
		ada.list("me").isOk().hasIdentities("auth0|ada", "google-oauth2|7");
		apiAs(machine()).find("google-oauth2|7").isOk().hasIdentities("auth0|ada", "google-oauth2|7");
		assertThat(auth0.userMetadataOf("auth0|ada")).isEqualTo("{\"theme\":\"dark\"}");

		// when she repeats the link, then nothing changes
		ada.link("me", loginAtGoogle).isOk().hasIdentities("auth0|ada", "google-oauth2|7");

		// when she unlinks it, then there are two accounts again
		ada.unlink("me", "google-oauth2", "7").isOk().hasIdentities("auth0|ada");
		apiAs(machine()).find("google-oauth2|7").isOk().hasIdentities("google-oauth2|7");
	}

}
