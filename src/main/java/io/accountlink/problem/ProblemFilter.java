package io.accountlink.problem;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before all other filters, so that a problem thrown by any of them is answered
 * like one thrown by a controller, and no answer is ever cached.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class ProblemFilter extends OncePerRequestFilter {

	private final ProblemHandler problems;

	ProblemFilter(ProblemHandler problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		try {
			chain.doFilter(request, response);
		}
		catch (ProblemException problem) {
			this.problems.handle(problem, request, response);
		}
	}

}
