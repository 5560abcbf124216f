package io.accountlink.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Issuer;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;

/**
 * Protected resource metadata (RFC 9728) from the settings alone, so that no header of a
 * request changes what the document says. It exists where {@code LINK_AUDIENCE} is an
 * {@code https} URL, as section 1.2 requires of a resource identifier.
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
	 * Describes this API in place of what Spring Security derives from the request: it
	 * would repeat the {@code Host} header, and claims support for certificate-bound
	 * tokens.
	 */
	void describe(OAuth2ProtectedResourceMetadata.Builder metadata) {
		URI resource = this.identifier
			.orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no protected resource metadata."));
		metadata.resource(resource.toString())
			.authorizationServer(this.issuer.issuer())
			.scope(Caller.LINK_OWN_ACCOUNT)
			.scope(Caller.LINK_ANY_ACCOUNT)
			.tlsClientCertificateBoundAccessTokens(false);
	}

	/**
	 * Returns the URL of the metadata for a challenge, RFC 9728 section 5.1. It is
	 * present only for a request that named the host of the resource identifier: under
	 * another name clients have to discard the document (section 3.3), and the identifier
	 * of an Auth0 API need not be a host of the operator's.
	 */
	Optional<String> metadataUrl(HttpServletRequest request) {
		return this.identifier.filter((url) -> url.getAuthority().equalsIgnoreCase(request.getHeader(HttpHeaders.HOST)))
			.map((url) -> "https://" + url.getRawAuthority() + WELL_KNOWN + path(url));
	}

	// Section 3.1: without a slash that ends the host.
	private static String path(URI url) {
		return "/".equals(url.getRawPath()) ? "" : url.getRawPath();
	}

}
