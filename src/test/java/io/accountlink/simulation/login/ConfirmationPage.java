package io.accountlink.simulation.login;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.HtmlUtils;

/**
 * Page on which the user confirms a login at a callback that Auth0 cannot verify. It
 * stands for the consent to the API as well.
 */
final class ConfirmationPage extends OncePerRequestFilter {

	private static final String PATH = "/u/consent";

	private final Application application;

	private final HttpSessionRequestCache requests = new HttpSessionRequestCache();

	private final HttpSessionSecurityContextRepository logins = new HttpSessionSecurityContextRepository();

	ConfirmationPage(Application application) {
		this.application = application;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !this.application.confirmsLogins();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(SecurityContextHolder.getContext().getAuthentication() instanceof Login login)) {
			chain.doFilter(request, response);
		}
		else if (PATH.equals(request.getServletPath())) {
			confirm(login, request, response);
		}
		else if (needsConfirmation(login, request)) {
			this.requests.saveRequest(request, response);
			write(response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private static boolean needsConfirmation(Login login, HttpServletRequest request) {
		return LoginConfiguration.AUTHORIZE.equals(request.getServletPath())
				&& !"none".equals(request.getParameter("prompt"))
				&& !login.isConfirmedFor(request.getParameter("state"));
	}

	private void confirm(Login login, HttpServletRequest request, HttpServletResponse response) throws IOException {
		SavedRequest authorize = this.requests.getRequest(request, response);
		if (authorize == null) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST);
			return;
		}
		Login confirmed = login.confirming(LoginPage.parameter(authorize, "state"));
		this.logins.saveContext(new SecurityContextImpl(confirmed), request, response);
		response.sendRedirect(authorize.getRedirectUrl());
	}

	private void write(HttpServletResponse response) throws IOException {
		LoginPage.write(response, "Confirm the login", """
				<p>The application %s wants to access your account.</p>
				<form method="post" action="%s">
				<button>Accept</button>
				</form>""".formatted(HtmlUtils.htmlEscape(this.application.clientId()), PATH));
	}

}
