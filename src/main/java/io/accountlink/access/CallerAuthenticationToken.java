package io.accountlink.access;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.accountlink.access.Caller.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Authentication with the caller as its principal. It does not keep the access token.
 */
final class CallerAuthenticationToken extends AbstractAuthenticationToken {

	private final transient Caller caller;

	private CallerAuthenticationToken(Caller caller) {
		super(List.of());
		this.caller = caller;
		setAuthenticated(true);
	}

	static CallerAuthenticationToken of(Jwt token, AccessSettings settings) {
		String subject = Objects.requireNonNull(token.getSubject());
		Set<String> permissions = settings.readsRbacPermissions() ? listed(token.getClaim("permissions"))
				: spaceSeparated(token.getClaim("scope"));
		Object client = token.hasClaim("azp") ? token.getClaim("azp") : token.getClaim("client_id");
		return new CallerAuthenticationToken(new Caller(subject, (client instanceof String id) ? id : null,
				kind(subject, permissions, settings), permissions));
	}

	// A user may request any scope at login, so only the claim of RBAC makes an operator.
	private static Kind kind(String subject, Set<String> permissions, AccessSettings settings) {
		if (!subject.contains("|")) {
			return Kind.MACHINE;
		}
		boolean operates = settings.readsRbacPermissions() && permissions.contains(Caller.LINK_ANY_ACCOUNT);
		return operates ? Kind.OPERATOR : Kind.USER;
	}

	private static Set<String> listed(@Nullable Object claim) {
		Set<String> permissions = new LinkedHashSet<>();
		if (claim instanceof Collection<?> names) {
			names.forEach((name) -> permissions.add(String.valueOf(name)));
		}
		return permissions;
	}

	private static Set<String> spaceSeparated(@Nullable Object claim) {
		return (claim instanceof String names) ? new LinkedHashSet<>(List.of(names.split(" "))) : Set.of();
	}

	@Override
	public Caller getPrincipal() {
		return this.caller;
	}

	@Override
	public Object getCredentials() {
		return "";
	}

	@Override
	public String getName() {
		return this.caller.subject();
	}

}
