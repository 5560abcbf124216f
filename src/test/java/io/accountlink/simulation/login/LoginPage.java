package io.accountlink.simulation.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.SimulatedAuth0;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.util.HtmlUtils;

/**
 * Login page on which one picks a login instead of typing a password.
 */
final class LoginPage extends AbstractAuthenticationProcessingFilter {

	static final String PATH = "/u/login";

	private final SimulatedAuth0 auth0;

	private final Clock clock;

	private final HttpSessionRequestCache requests = new HttpSessionRequestCache();

	LoginPage(SimulatedAuth0 auth0, Clock clock) {
		super(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, PATH),
				(authentication) -> authentication);
		this.auth0 = auth0;
		this.clock = clock;
		setSecurityContextRepository(new HttpSessionSecurityContextRepository());
	}

	@Override
	public Authentication attemptAuthentication(HttpServletRequest request, HttpServletResponse response) {
		String identity = request.getParameter("login");
		if (identity == null || this.auth0.accountWith(identity).isEmpty()) {
			throw new BadCredentialsException("There is no such login.");
		}
		return new Login(identity, this.clock.instant(),
				parameter(this.requests.getRequest(request, response), "state"));
	}

	/**
	 * Writes the logins that the authorization request leaves to choose from.
	 */
	void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
		SavedRequest authorize = this.requests.getRequest(request, response);
		List<Identity> logins = preferring(parameter(authorize, "login_hint"),
				in(parameter(authorize, "connection")).toList());
		write(response, "Log in", """
				<p>This is the simulated Auth0. Pick a login; there are no passwords.</p>
				<form method="post" action="%s">
				%s
				</form>""".formatted(PATH, logins.stream().map(LoginPage::button).collect(Collectors.joining("\n"))));
	}

	static void write(HttpServletResponse response, String title, String content) throws IOException {
		response.setContentType(MediaType.TEXT_HTML_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		response.setHeader("Cache-Control", "no-store");
		response.getWriter()
			.write("""
					<!doctype html>
					<html lang="en">
					<head>
					<meta charset="utf-8">
					<meta name="viewport" content="width=device-width">
					<title>%1$s - simulated Auth0</title>
					<style>
					:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
					main { margin: 2rem auto; max-width: 24rem; padding: 0 1rem; }
					button { display: block; font: inherit; margin: .5rem 0; padding: .75rem; text-align: left; width: 100%%; }
					small { display: block; }
					</style>
					</head>
					<body>
					<main>
					<h1>%1$s</h1>
					%2$s
					</main>
					</body>
					</html>
					"""
				.formatted(title, content));
	}

	private Stream<Identity> in(@Nullable String connection) {
		return this.auth0.accounts()
			.stream()
			.map(Account::identities)
			.flatMap(List::stream)
			.filter((login) -> connection == null || login.connection().equals(connection));
	}

	private static List<Identity> preferring(@Nullable String hint, List<Identity> logins) {
		List<Identity> hinted = logins.stream().filter((login) -> login.profile().containsValue(hint)).toList();
		return hinted.isEmpty() ? logins : hinted;
	}

	private static String button(Identity login) {
		String address = login.profile().getOrDefault("email", login.profile().getOrDefault("nickname", "")).toString();
		String verification = Boolean.FALSE.equals(login.profile().get("email_verified")) ? " (not verified)" : "";
		return """
				<button name="login" value="%s">%s<small>%s</small></button>""".formatted(
				HtmlUtils.htmlEscape(login.accountId()), HtmlUtils.htmlEscape(address + verification),
				HtmlUtils.htmlEscape(login.connection()));
	}

	static @Nullable String parameter(@Nullable SavedRequest request, String name) {
		String[] values = (request == null) ? null : request.getParameterValues(name);
		return (values == null) ? null : values[0];
	}

}
