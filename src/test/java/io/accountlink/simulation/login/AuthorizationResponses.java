package io.accountlink.simulation.login;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Authorization responses in Auth0's two response modes: {@code query}, and
 * {@code web_message}, which posts the response to the window that opened the popup or
 * has the frame. An error that must not reach the callback is a page.
 */
final class AuthorizationResponses implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

	private static final JsonMapper JSON = JsonMapper.shared();

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
			Authentication authentication) throws IOException {
		OAuth2AuthorizationCodeRequestAuthenticationToken granted = (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("code", Objects.requireNonNull(granted.getAuthorizationCode()).getTokenValue());
		send(request, response, Objects.requireNonNull(granted.getRedirectUri()), parameters);
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException exception) throws IOException {
		OAuth2AuthorizationCodeRequestAuthenticationException refused = (OAuth2AuthorizationCodeRequestAuthenticationException) exception;
		String callback = callback(refused.getAuthorizationCodeRequestAuthentication());
		OAuth2Error error = refused.getError();
		String description = description(error);
		if (callback == null) {
			page(response, error.getErrorCode(), description);
			return;
		}
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("error", error.getErrorCode());
		parameters.put("error_description", description);
		send(request, response, callback, parameters);
	}

	static void page(HttpServletResponse response, String title, String text) throws IOException {
		response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
		LoginPage.write(response, HtmlUtils.htmlEscape(title), "<p>" + HtmlUtils.htmlEscape(text) + "</p>");
	}

	private static @Nullable String callback(@Nullable OAuth2AuthorizationCodeRequestAuthenticationToken request) {
		return (request == null) ? null : request.getRedirectUri();
	}

	private static String description(OAuth2Error error) {
		String parameter = Objects.requireNonNullElse(error.getDescription(), "");
		return switch (parameter.replace("OAuth 2.0 Parameter: ", "")) {
			case "client_id" -> "Unknown client.";
			case "redirect_uri" -> "Callback URL mismatch. The redirect_uri is not among the allowed callback URLs.";
			case "prompt" -> "Login required";
			default -> parameter;
		};
	}

	private static void send(HttpServletRequest request, HttpServletResponse response, String callback,
			Map<String, String> parameters) throws IOException {
		String state = request.getParameter("state");
		if (state != null) {
			parameters.put("state", state);
		}
		if ("web_message".equals(request.getParameter("response_mode"))) {
			LoginPage.write(response, "Authorization response", """
					<script>
					(window.opener || window.parent).postMessage({ type: 'authorization_response', response: %s }, %s);
					</script>""".formatted(script(parameters), script(origin(callback))));
			return;
		}
		UriComponentsBuilder location = UriComponentsBuilder.fromUriString(callback);
		parameters.keySet().forEach((name) -> location.queryParam(name, "{" + name + "}"));
		response.sendRedirect(location.encode().buildAndExpand(parameters).toUriString());
	}

	private static String origin(String uri) {
		return UriComponentsBuilder.fromUriString(uri).replacePath(null).replaceQuery(null).build().toUriString();
	}

	/**
	 * Escapes {@code <}, so that no value ends the script element.
	 */
	private static String script(Object value) {
		return JSON.writeValueAsString(value).replace("<", "\\u003c");
	}

}
