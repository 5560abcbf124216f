package io.accountlink.access;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Lets encoded slashes of both kinds, percent signs, dots and semicolons through, since
 * Auth0's ids hold them; paths are matched and decoded segment by segment, so none of
 * these can change which path is meant. A raw semicolon would cut an id short, and stays
 * out.
 */
class AccountPathFirewall extends StrictHttpFirewall {

	AccountPathFirewall() {
		setAllowUrlEncodedSlash(true);
		setAllowUrlEncodedDoubleSlash(true);
		setAllowBackSlash(true);
		setAllowUrlEncodedPercent(true);
		setAllowUrlEncodedPeriod(true);
		setAllowSemicolon(true);
		// Methods are refused where it is known which ones a path takes.
		setUnsafeAllowAnyHttpMethod(true);
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
