package io.accountlink.access;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.util.StringUtils;

/**
 * Resolves the access token from a single {@code Authorization} header (RFC 6750 section
 * 2.1), never from the query or a form. A second header is refused.
 */
class SingleHeaderBearerTokenResolver implements BearerTokenResolver {

	private static final String SCHEME = "Bearer ";

	@Override
	public @Nullable String resolve(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		if (headers.isEmpty() || hasOtherScheme(headers)) {
			return null;
		}
		String token = credentials(headers.getFirst());
		if (headers.size() > 1 || token.isEmpty() || token.contains(" ")) {
			throw new InvalidBearerTokenException("not one bearer token");
		}
		requireReadable(token);
		return token;
	}

	// Another scheme counts as no token, which RFC 6750 section 3.1 answers without an
	// error code. A malformed Bearer header is an error.
	private static boolean hasOtherScheme(List<String> headers) {
		return headers.size() == 1 && !StringUtils.startsWithIgnoreCase(headers.getFirst(), SCHEME.trim());
	}

	private static String credentials(String header) {
		return StringUtils.startsWithIgnoreCase(header, SCHEME) ? StringUtils
			.trimTrailingCharacter(StringUtils.trimLeadingCharacter(header.substring(SCHEME.length()), ' '), ' ') : "";
	}

	// Opaque and encrypted tokens are never verified, so a specific detail discloses
	// nothing.
	private static void requireReadable(String token) {
		long dots = token.chars().filter((character) -> character == '.').count();
		if (dots == 0) {
			throw new UnreadableTokenException("The access token is opaque: name this API as the audience at login.");
		}
		if (dots == 4) {
			throw new UnreadableTokenException(
					"The access token is encrypted (JWE): this API reads signed tokens only.");
		}
	}

	/**
	 * An access token in a format that only Auth0 can read: opaque, or encrypted.
	 */
	static final class UnreadableTokenException extends InvalidBearerTokenException {

		UnreadableTokenException(String message) {
			super(message);
		}

	}

}
