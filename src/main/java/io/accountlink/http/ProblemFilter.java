package io.accountlink.http;

import java.io.IOException;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers a problem that a filter throws like one that a controller throws, forbids
 * caches to store any response, and gives each the id of its request.
 */
@Component
@Order(FilterOrder.PROBLEM)
class ProblemFilter extends OncePerRequestFilter {

	private final ProblemHandler problems;

	ProblemFilter(ProblemHandler problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(RequestId.HEADER, RequestId.of(request).toString());
		try {
			chain.doFilter(request, response);
		}
		catch (ProblemException problem) {
			this.problems.handle(problem, request, response);
		}
	}

}
