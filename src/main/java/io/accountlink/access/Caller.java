package io.accountlink.access;

import java.util.Optional;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/**
 * Principal of a request: the holder of its access token.
 *
 * @param subject the token's {@code sub}: an Auth0 user id, or a machine's own id
 * @param clientId the application that the token was issued to, where the token says so
 * @param kind whether this is a user, a machine, or a user who operates the service
 * @param permissions what the configured claim grants
 */
public record Caller(String subject, @Nullable String clientId, Kind kind, Set<String> permissions) {

	static final String LINK_OWN_ACCOUNT = "link:own_account";

	static final String LINK_ANY_ACCOUNT = "link:any_account";

	public Caller {
		permissions = Set.copyOf(permissions);
	}

	/**
	 * The caller of an authenticated request, also for a filter outside the security
	 * filter chain: Spring Security keeps its context in the request.
	 */
	public static Optional<Caller> of(HttpServletRequest request) {
		SecurityContext context = new RequestAttributeSecurityContextRepository().loadDeferredContext(request).get();
		return (context.getAuthentication() instanceof CallerAuthenticationToken authenticated)
				? Optional.of(authenticated.getPrincipal()) : Optional.empty();
	}

	boolean hasPermission(String permission) {
		return this.permissions.contains(permission);
	}

	/**
	 * Kind of a caller, which decides what it is authorized for.
	 */
	public enum Kind {

		/** A user, with an account in Auth0. */
		USER,
		/** A service, by the client-credentials grant. */
		MACHINE,
		/** A user with {@code link:any_account} in the RBAC claim. */
		OPERATOR

	}

}
