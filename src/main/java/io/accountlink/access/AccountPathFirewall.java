package io.accountlink.access;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Allows encoded slashes, backslashes, percent signs, dots and semicolons, since Auth0's
 * ids hold them. Paths are matched and decoded by segment, so that none of these changes
 * the path. A raw semicolon would begin a path parameter and truncate an id, and is
 * refused.
 */
class AccountPathFirewall extends StrictHttpFirewall {

	AccountPathFirewall() {
		setAllowUrlEncodedSlash(true);
		setAllowUrlEncodedDoubleSlash(true);
		setAllowBackSlash(true);
		setAllowUrlEncodedPercent(true);
		setAllowUrlEncodedPeriod(true);
		setAllowSemicolon(true);
		// Spring MVC answers 405 with the methods that the path supports.
		setUnsafeAllowAnyHttpMethod(true);
		setAllowedHeaderValues(AccountPathFirewall::isAllowedHeaderValue);
	}

	// The default without its regular expression, which costs as much as the rest of
	// reading a token from its header.
	private static boolean isAllowedHeaderValue(String value) {
		return value.codePoints()
			.allMatch((character) -> Character.isDefined(character) && !Character.isISOControl(character));
	}

	@Override
	public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
		String path = request.getRequestURI();
		if (path.contains(";") || path.contains("//")) {
			throw new RequestRejectedException("a raw semicolon or an empty segment in the path");
		}
		return super.getFirewalledRequest(request);
	}

}
