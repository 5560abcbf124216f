package io.accountlink.access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.firewall.RequestRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The path firewall allows the characters of Auth0 user ids and rejects other unusual
 * paths.
 */
class AccountPathFirewallTests {

	@ParameterizedTest
	@ValueSource(
			strings = { "/accounts/oidc%7Ca%2Fb/link", "/accounts/oidc%7Ca%2F%2Fb/link", "/accounts/ad%7Ca%5Cb/link",
					"/accounts/oauth2%7Ca%25b/link", "/accounts/oauth2%7Ca%2Eb/link", "/accounts/oauth2%7Ca%3Bb/link" })
	void anEncodedIdPasses(String path) {
		assertThat(passed("POST", path)).isEqualTo(path);
	}

	@Test
	void aMethodIsJudgedElsewhere() {
		assertThat(passed("PROPFIND", "/accounts/me/link")).isEqualTo("/accounts/me/link");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/accounts/auth0%7Ca;b/link", "/;", "/accounts//link", "//", "/accounts/a/../link",
			"/accounts/./link", "/accounts/auth0%7C%00/link", "/accounts/auth0%7C%0a/link" })
	void whatCouldMeanAnotherPathDoesNot(String path) {
		assertThatExceptionOfType(RequestRejectedException.class).isThrownBy(() -> passed("POST", path));
	}

	private static String passed(String method, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		return new AccountPathFirewall().getFirewalledRequest(request).getRequestURI();
	}

}
