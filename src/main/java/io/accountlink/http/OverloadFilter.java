package io.accountlink.http;

import java.io.IOException;
import java.time.Duration;

import io.accountlink.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request above the concurrency limit with 503 {@code overloaded} and
 * {@code Retry-After: 1}, before authentication.
 */
@Component
@Order(FilterOrder.OVERLOAD)
class OverloadFilter extends OncePerRequestFilter {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getAttribute(ConcurrencyLimitFilter.OVERLOADED) != null) {
			throw ProblemType.OVERLOADED.problem().retryAfter(RETRY_AFTER);
		}
		chain.doFilter(request, response);
	}

}
