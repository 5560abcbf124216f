package io.accountlink.access;

import java.io.IOException;

import io.accountlink.access.SingleHeaderBearerTokenResolver.UnreadableTokenException;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Says that a token is missing or not valid, and never which check it failed.
 */
class ProblemAuthenticationEntryPoint implements AuthenticationEntryPoint {

	private static final Log log = LogFactory.getLog(ProblemAuthenticationEntryPoint.class);

	private static final String CONSTANT = "The request needs a valid access token for this API in its Authorization header.";

	private final ProblemHandler problems;

	ProblemAuthenticationEntryPoint(ProblemHandler problems) {
		this.problems = problems;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
			throws IOException {
		boolean tokenShown = failure instanceof OAuth2AuthenticationException;
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, tokenShown ? "Bearer error=\"invalid_token\"" : "Bearer");
		String detail = (failure instanceof UnreadableTokenException unreadable) ? unreadable.getMessage() : CONSTANT;
		log.debug("Unauthenticated: " + failure.getMessage());
		this.problems.handle(ProblemType.UNAUTHENTICATED.because(String.valueOf(detail)), request, response);
	}

}
