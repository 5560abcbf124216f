package io.accountlink.simulation.login;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import io.accountlink.simulation.SimulatedAuth0;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides the login session from an authorization request that it does not satisfy:
 * {@code prompt=login} and {@code max_age}, which the authorization server does not
 * evaluate.
 */
final class ReauthenticationFilter extends OncePerRequestFilter {

	private final SimulatedAuth0 auth0;

	private final Clock clock;

	ReauthenticationFilter(SimulatedAuth0 auth0, Clock clock) {
		this.auth0 = auth0;
		this.clock = clock;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (SecurityContextHolder.getContext().getAuthentication() instanceof Login login
				&& !satisfies(login, request)) {
			SecurityContextHolder.clearContext();
		}
		chain.doFilter(request, response);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !LoginConfiguration.AUTHORIZE.equals(request.getServletPath());
	}

	private boolean satisfies(Login login, HttpServletRequest request) {
		if (this.auth0.accountWith(login.getPrincipal()).isEmpty()) {
			return false;
		}
		return login.answers(request.getParameter("state"))
				|| (!asksForLogin(request.getParameter("prompt")) && !isTooOld(login, request.getParameter("max_age")));
	}

	static boolean asksForLogin(@Nullable String prompt) {
		return prompt != null && List.of(prompt.split(" ")).contains("login");
	}

	private boolean isTooOld(Login login, @Nullable String maxAge) {
		return maxAge != null && !login.time().plusSeconds(Long.parseLong(maxAge)).isAfter(this.clock.instant());
	}

}
