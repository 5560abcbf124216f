package io.accountlink.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.util.UriUtils;

/**
 * Allows encoded slashes, backslashes, percent signs, dots and semicolons, since Auth0's
 * ids hold them. Paths are matched and decoded by segment, so that none of these changes
 * the path. A raw semicolon would begin a path parameter and truncate an id, and is
 * refused. So is what is not UTF-8: decoding replaces it, and the id would be another.
 */
class AccountPathFirewall extends StrictHttpFirewall {

	AccountPathFirewall() {
		setAllowUrlEncodedSlash(true);
		setAllowUrlEncodedDoubleSlash(true);
		setAllowBackSlash(true);
		setAllowUrlEncodedPercent(true);
		setAllowUrlEncodedPeriod(true);
		setAllowSemicolon(true);
		setAllowUrlEncodedLineSeparator(true);
		setAllowUrlEncodedParagraphSeparator(true);
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
		if (path.contains(";") || path.contains("//") || !isUtf8(path)) {
			throw new RequestRejectedException("a raw semicolon, an empty segment or no UTF-8 in the path");
		}
		return super.getFirewalledRequest(request);
	}

	private static boolean isUtf8(String path) {
		if (path.indexOf('%') < 0) {
			return true;
		}
		try {
			byte[] bytes = UriUtils.decode(path, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException | IllegalArgumentException malformed) {
			return false;
		}
	}

}
