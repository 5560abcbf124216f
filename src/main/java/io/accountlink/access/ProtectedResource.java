package io.accountlink.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

import io.accountlink.settings.Issuer;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadataClaimNames;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Protected resource metadata (RFC 9728): resource, authorization server and scopes, all
 * from the settings. Only where {@code LINK_AUDIENCE} is no {@code https} URL, which
 * section 1.2 requires of a resource identifier, the resource is the host that the
 * request names.
 */
final class ProtectedResource {

	private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

	private final Issuer issuer;

	private final Optional<URI> identifier;

	ProtectedResource(Issuer issuer, String audience) {
		this.issuer = issuer;
		this.identifier = identifier(audience);
	}

	private static Optional<URI> identifier(String audience) {
		try {
			URI url = new URI(audience);
			boolean isIdentifier = "https".equals(url.getScheme()) && url.getHost() != null
					&& url.getRawUserInfo() == null && url.getRawFragment() == null && url.getRawQuery() == null;
			return isIdentifier ? Optional.of(url) : Optional.empty();
		}
		catch (URISyntaxException noUrl) {
			return Optional.empty();
		}
	}

	/**
	 * Describes this API. Spring Security derives the resource from the request, which
	 * repeats its {@code Host} header and its path, and claims support for
	 * certificate-bound tokens.
	 */
	void describe(OAuth2ProtectedResourceMetadata.Builder metadata) {
		metadata.authorizationServer(this.issuer.issuer())
			.scope(Caller.LINK_OWN_ACCOUNT)
			.scope(Caller.LINK_ANY_ACCOUNT)
			.tlsClientCertificateBoundAccessTokens(false)
			.claims((claims) -> claims.computeIfPresent(OAuth2ProtectedResourceMetadataClaimNames.RESOURCE,
					(name, url) -> resource(url.toString())));
	}

	private String resource(String requestUrl) {
		return this.identifier.map(URI::toString)
			.orElseGet(() -> UriComponentsBuilder.fromUriString(requestUrl).replacePath(null).toUriString());
	}

	/**
	 * Returns the URL of the metadata for a challenge (RFC 9728 section 5.1): below the
	 * resource identifier where the request names its host, so that the scheme is right
	 * behind a proxy that ends TLS; otherwise at the host that the request names; empty
	 * where it names none.
	 */
	Optional<String> metadataUrl(HttpServletRequest request) {
		Optional<String> host = Optional.ofNullable(request.getHeader(HttpHeaders.HOST)).filter(StringUtils::hasText);
		return host.map((authority) -> metadataUrl(request, authority));
	}

	private String metadataUrl(HttpServletRequest request, String host) {
		return this.identifier.filter((url) -> url.getAuthority().equalsIgnoreCase(host))
			.map((url) -> "https://" + url.getRawAuthority() + WELL_KNOWN + path(url))
			.orElseGet(() -> UrlUtils.buildFullRequestUrl(request.getScheme(), request.getServerName(),
					request.getServerPort(), WELL_KNOWN, null));
	}

	// Section 3.1: without a slash that ends the host.
	private static String path(URI url) {
		return "/".equals(url.getRawPath()) ? "" : url.getRawPath();
	}

}
