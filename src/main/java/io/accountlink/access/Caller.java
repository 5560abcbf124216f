package io.accountlink.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.accountlink.audit.RequestAudit;
import io.accountlink.problem.ProblemType;
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
 * @param permissions what the configured claim grants; of a machine both claims
 * @param organization the token's {@code org_id}, where it has one
 * @param delegation the token's {@code act}, where it has one
 */
public record Caller(String subject, @Nullable String clientId, Kind kind, Set<String> permissions,
		@Nullable String organization, @Nullable Delegation delegation) {

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

	/**
	 * Whether the caller holds a permission. {@code link:any_account} counts neither in
	 * an organization, whose editors assign it, nor for somebody who acts for another.
	 */
	boolean hasPermission(String permission) {
		return this.permissions.contains(permission)
				&& (!permission.equals(LINK_ANY_ACCOUNT) || (this.organization == null && !isDelegated()));
	}

	/**
	 * Requires what a link by provider and user id needs, which proves no ownership.
	 * @throws io.accountlink.problem.ProblemException {@code proof_required}
	 */
	public void requireLinkByReference() {
		if (this.kind == Kind.USER) {
			throw ProblemType.PROOF_REQUIRED.problem();
		}
	}

	void record(RequestAudit audit) {
		audit.setCaller(this.subject, this.clientId, this.kind.name().toLowerCase(Locale.ROOT), this.organization,
				(this.delegation != null) ? this.delegation.actors() : null);
	}

	Caller asOperator() {
		return new Caller(this.subject, this.clientId, Kind.OPERATOR, this.permissions, this.organization,
				this.delegation);
	}

	boolean isDelegated() {
		return this.delegation != null && !this.delegation.isPermitted();
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
		OPERATOR,
		/** Neither: an anonymous visitor, or an agent with a name of its own. */
		OTHER

	}

	/**
	 * Delegation (RFC 8693 section 4.1): the token was issued to somebody who acts for
	 * its subject.
	 *
	 * @param actors who acts, the outermost first; a level of another form is {@code ?}
	 * @param isPermitted whether each of them is one that the operator permits to
	 */
	public record Delegation(List<String> actors, boolean isPermitted) {

		public Delegation {
			actors = List.copyOf(actors);
		}

	}

}
