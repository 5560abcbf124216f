package io.accountlink.account;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Syntax of Auth0 user ids.
 */
class AccountIdTests {

	@ParameterizedTest
	@CsvSource({ "auth0|ada, auth0, ada", "waad|staff|42, waad, staff|42", "oidc|https://idp/x, oidc, https://idp/x",
			"email|a+b@c.example, email, a+b@c.example", "oauth2|siwe|eip155%3A5, oauth2, siwe|eip155%3A5", "a|;, a, ;",
			"a||, a, |", "a|..., a, ...", "a|\u00fc\ud83d\ude00, a, \u00fc\ud83d\ude00", "a|.., a, ..",
			"samlp|c|Ada L, samlp, c|Ada L", "a|x/../y, a, x/../y", "a|x\\..\\y, a, x\\..\\y",
			"a|\u200b\u202ex, a, \u200b\u202ex", "a|x\u2028y, a, x\u2028y", "a|\ufffd, a, \ufffd", "'a| x', a, ' x'" })
	void anIdIsSplitOnItsFirstPipe(String id, String provider, String userId) {
		assertThat(AccountId.parse(id).primaryIdentity()).isEqualTo(new IdentityKey(provider, userId));
		assertThat(AccountId.parse(id)).hasToString(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ada", "|ada", "auth0|", "|", "Auth0|ada", "auth 0|ada", "auth0|a\u0000", "auth0|a\nb",
			"auth0|a\r", "auth0|a\u007fb", "auth0|a\u0085b", "auth0|ada ", " auth0|ada", "auth0|ada\u00a0",
			"auth0|ada\u2029", "auth0|\ud800", "auth0|\udc00\ud800x" })
	void whatIsNoIdIsRefused(String text) {
		assertThatExceptionOfType(InvalidIdException.class).isThrownBy(() -> AccountId.parse(text));
	}

	@Test
	void aProviderHas64CharactersAndAnId512AtMost() {
		assertThat(AccountId.parse("a".repeat(64) + "|" + "b".repeat(447))).isNotNull();
		assertThat(AccountId.parse("a|" + "\ud83d\ude00".repeat(510))).isNotNull();
		assertThat(refusal("a".repeat(65) + "|b").isOfProvider()).isTrue();
		assertThat(refusal("a|" + "b".repeat(511)).isOfProvider()).isFalse();
		assertThat(refusal("a|" + "\ud83d\ude00".repeat(511)).isOfProvider()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", " x", "x ", "x\u3000", "x\ny", "github|", "github|.." })
	void whatIsNoUserIdIsRefused(String userId) {
		assertThatExceptionOfType(InvalidIdException.class)
			.isThrownBy(() -> IdentityKey.withoutProviderPrefix("github", userId));
	}

	@Test
	void aUserIdHas512CharactersAtMost() {
		assertThat(IdentityKey.of("a", "\ud83d\ude00".repeat(512))).isNotNull();
		assertThatExceptionOfType(InvalidIdException.class).isThrownBy(() -> IdentityKey.of("a", "b".repeat(513)));
	}

	@Test
	void theRefusalRepeatsNothing() {
		assertThat(refusal("SECRET|x")).hasMessageNotContaining("SECRET");
		assertThat(refusal("a|se\ncret").rule()).doesNotContain("cret");
	}

	@Test
	void theRefusalNamesTheRule() {
		assertThat(refusal("|ada").rule()).isEqualTo("must be 1 to 64 lower-case letters, digits or -");
		assertThat(refusal("|ada").isOfProvider()).isTrue();
		assertThat(refusal("ada").rule()).isEqualTo("must have the form provider|rest");
	}

	@ParameterizedTest
	@CsvSource({ "github, 7, 7", "github, github|7, 7", "github, github|github|7, github|7", "github, auth0|7, auth0|7",
			"samlp, samlp| x, ' x'" })
	void aPastedIdIsTakenWithoutItsProvider(String provider, String pasted, String userId) {
		assertThat(IdentityKey.withoutProviderPrefix(provider, pasted)).isEqualTo(new IdentityKey(provider, userId));
	}

	private static InvalidIdException refusal(String text) {
		return catchThrowableOfType(InvalidIdException.class, () -> AccountId.parse(text));
	}

}
