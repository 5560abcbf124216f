package io.accountlink.audit;

import java.util.Map;

import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What the path of a request names, before and without a controller. A path may hold a
 * secret by mistake: only valid ids are returned.
 */
final class AccountPath {

	private static final PathPattern ACCOUNT = pattern("/**");

	private static final PathPattern PREVIEW = pattern("/link/preview");

	private static final PathPattern IDENTITIES = pattern("/identities");

	private static final PathPattern SUGGESTIONS = pattern("/suggestions");

	private static final PathPattern IDENTITY = pattern("/identities/{provider}/{userId}");

	private AccountPath() {
	}

	private static PathPattern pattern(String belowAccount) {
		return PathPatternParser.defaultInstance.parse("/accounts/{id}" + belowAccount);
	}

	// By the decoded path, as the controllers are found.
	private static PathContainer path(HttpServletRequest request) {
		return ServletRequestPathUtils.hasParsedRequestPath(request)
				? ServletRequestPathUtils.getParsedRequestPath(request)
				: ServletRequestPathUtils.parseAndCache(request);
	}

	static boolean matches(HttpServletRequest request) {
		return ACCOUNT.matches(path(request));
	}

	static Action action(HttpServletRequest request) {
		return switch (request.getMethod()) {
			case "POST" -> PREVIEW.matches(path(request)) ? Action.PREVIEW : Action.LINK;
			case "DELETE" -> Action.UNLINK;
			case "GET" -> readAction(path(request));
			default -> Action.OTHER;
		};
	}

	private static Action readAction(PathContainer path) {
		if (IDENTITIES.matches(path)) {
			return Action.LIST;
		}
		return SUGGESTIONS.matches(path) ? Action.SUGGEST : Action.READ;
	}

	static @Nullable String account(HttpServletRequest request, String subject) {
		try {
			return AccountId.inPath(variables(ACCOUNT, request).getOrDefault("id", ""), subject).toString();
		}
		catch (InvalidIdException ex) {
			return null;
		}
	}

	/**
	 * The identity of an unlink.
	 */
	static @Nullable String identity(HttpServletRequest request) {
		try {
			Map<String, String> path = variables(IDENTITY, request);
			return path.isEmpty() ? null
					: IdentityKey.of(path.getOrDefault("provider", ""), path.getOrDefault("userId", "")).toString();
		}
		catch (InvalidIdException ex) {
			return null;
		}
	}

	private static Map<String, String> variables(PathPattern pattern, HttpServletRequest request) {
		PathPattern.PathMatchInfo match = pattern.matchAndExtract(path(request));
		return (match != null) ? match.getUriVariables() : Map.of();
	}

}
