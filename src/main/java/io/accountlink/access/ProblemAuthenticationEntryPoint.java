package io.accountlink.access;

import java.io.IOException;
import java.util.StringJoiner;

import io.accountlink.access.SingleHeaderBearerTokenResolver.UnreadableTokenException;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Answers 401 {@code unauthenticated} with a challenge (RFC 6750 section 3). The detail
 * does not name the failed check, except for tokens of a kind that is never accepted.
 */
class ProblemAuthenticationEntryPoint implements AuthenticationEntryPoint {

	private static final Log log = LogFactory.getLog(ProblemAuthenticationEntryPoint.class);

	private static final String BOUND_TO_KEY = "The access token is bound to a key (cnf): this API accepts bearer tokens only.";

	private final ProblemHandler problems;

	private final ProtectedResource resource;

	ProblemAuthenticationEntryPoint(ProblemHandler problems, ProtectedResource resource) {
		this.problems = problems;
		this.resource = resource;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
			throws IOException {
		boolean hasToken = failure instanceof OAuth2AuthenticationException;
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(request, hasToken));
		log.debug("Unauthenticated: " + failure.getMessage());
		this.problems.handle(problem(failure), request, response);
	}

	// Whoever has a token that is otherwise valid learns nothing about it by the detail.
	private static ProblemException problem(AuthenticationException failure) {
		if (failure instanceof UnreadableTokenException unreadable) {
			return ProblemType.UNAUTHENTICATED.withDetail(String.valueOf(unreadable.getMessage()));
		}
		boolean isOnlyBoundToKey = failure.getCause() instanceof JwtValidationException invalid && invalid.getErrors()
			.stream()
			.allMatch((error) -> AccessTokenValidator.BOUND_TO_KEY.equals(error.getDescription()));
		return isOnlyBoundToKey ? ProblemType.UNAUTHENTICATED.withDetail(BOUND_TO_KEY)
				: ProblemType.UNAUTHENTICATED.problem();
	}

	private String challenge(HttpServletRequest request, boolean hasToken) {
		StringJoiner parameters = new StringJoiner(", ", "Bearer ", "").setEmptyValue("Bearer");
		if (hasToken) {
			parameters.add("error=\"invalid_token\"");
		}
		this.resource.metadataUrl(request).ifPresent((url) -> parameters.add("resource_metadata=\"" + url + "\""));
		return parameters.toString();
	}

}
