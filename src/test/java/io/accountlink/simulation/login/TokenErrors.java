package io.accountlink.simulation.login;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Errors of the token endpoint with Auth0's status and texts.
 */
final class TokenErrors implements AuthenticationFailureHandler {

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException exception) throws IOException {
		OAuth2Error error = ((OAuth2AuthenticationException) exception).getError();
		String description = Objects.requireNonNullElse(error.getDescription(), "");
		switch (error.getErrorCode()) {
			case OAuth2ErrorCodes.INVALID_GRANT -> write(response, HttpServletResponse.SC_FORBIDDEN,
					error.getErrorCode(), invalidGrant(description, request.getParameter("refresh_token") != null));
			case OAuth2ErrorCodes.INVALID_CLIENT ->
				write(response, HttpServletResponse.SC_UNAUTHORIZED, "access_denied", "Unauthorized");
			default -> write(response, HttpServletResponse.SC_BAD_REQUEST, error.getErrorCode(), description);
		}
	}

	private static String invalidGrant(String description, boolean isRefresh) {
		if (isRefresh) {
			return description.isEmpty() ? "Unknown or invalid refresh token." : description;
		}
		return description.endsWith("code_verifier") ? "Failed to verify code verifier" : "Invalid authorization code";
	}

	private static void write(HttpServletResponse response, int status, String error, String description)
			throws IOException {
		response.setStatus(status);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getWriter()
			.write(JsonMapper.shared().writeValueAsString(Map.of("error", error, "error_description", description)));
	}

}
