package io.accountlink.access;

import java.util.List;
import java.util.Optional;

import io.accountlink.settings.Issuer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which API identifiers are resource identifiers of RFC 9728, and where their metadata
 * is.
 */
class ProtectedResourceTests {

	@ParameterizedTest
	@CsvSource({ "https://a.example, a.example, https://a.example/.well-known/oauth-protected-resource",
			"https://a.example/, A.example, https://a.example/.well-known/oauth-protected-resource",
			"https://a.example:8443/, a.example:8443, https://a.example:8443/.well-known/oauth-protected-resource",
			"https://a.example/link, a.example, https://a.example/.well-known/oauth-protected-resource/link" })
	void theMetadataIsBetweenHostAndPath(String audience, String host, String url) {
		assertThat(metadataUrl(audience, host)).hasValue(url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "urn:account-link", "account-link", "http://a.example/", "https://user@a.example/",
			"https://a.example/?x=1", "https://a.example/#x", "https:///", "https://a b/", "https://b.example/" })
	void withoutAnHttpsUrlOfThisHostItIsAtTheHostOfTheRequest(String audience) {
		assertThat(metadataUrl(audience, "a.example"))
			.hasValue("http://a.example/.well-known/oauth-protected-resource");
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example/, https://a.example/", "urn:account-link, http://localhost",
			"account-link, http://localhost" })
	void theResourceIsTheAudienceWhereThatIsAnHttpsUrl(String audience, String expected) {
		var metadata = OAuth2ProtectedResourceMetadata.builder().resource("http://localhost/a|b");
		resource(audience).describe(metadata);
		assertThat(metadata.build().getResource()).hasToString(expected);
	}

	private static Optional<String> metadataUrl(String audience, String host) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Host", host);
		request.setServerName(host.replaceFirst(":.*", ""));
		return resource(audience).metadataUrl(request);
	}

	private static ProtectedResource resource(String audience) {
		return new ProtectedResource(new Issuer("https://tenant.example/", List.of()), audience);
	}

}
