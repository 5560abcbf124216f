package io.accountlink.access;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sets the caller as a request attribute, for filters outside the security filter chain.
 */
class CallerFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthenticationToken authenticated) {
			request.setAttribute(Caller.ATTRIBUTE, authenticated.getPrincipal());
		}
		chain.doFilter(request, response);
	}

}
