package io.accountlink.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.accountlink.access.Caller.Delegation;
import io.accountlink.access.Caller.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Authentication with the caller as its principal. It does not keep the access token.
 */
final class CallerAuthenticationToken extends AbstractAuthenticationToken {

	private static final String SUBJECT = "sub";

	private static final String ORGANIZATION = "org_id";

	private static final String ACTOR = "act";

	private static final String CLIENT = "azp";

	private static final String CLIENT_OF_RFC9068 = "client_id";

	private static final String PROFILE = "sub_profile";

	private static final String PERMISSIONS = "permissions";

	private static final String SCOPE = "scope";

	/** The claims that {@link #of} reads. */
	static final Set<String> CLAIMS = Set.of(SUBJECT, ORGANIZATION, ACTOR, CLIENT, CLIENT_OF_RFC9068, PROFILE,
			PERMISSIONS, SCOPE);

	private final transient Caller caller;

	private CallerAuthenticationToken(Caller caller) {
		super(List.of());
		this.caller = caller;
		setAuthenticated(true);
	}

	static CallerAuthenticationToken of(Jwt token, AccessSettings settings) {
		String subject = Objects.requireNonNull(token.getSubject());
		String client = (token.getClaim(token.hasClaim(CLIENT) ? CLIENT : CLIENT_OF_RFC9068) instanceof String id) ? id
				: null;
		Kind kind = kind(subject, client, token.getClaim(PROFILE));
		Caller caller = new Caller(subject, client, kind, permissions(token, kind, settings),
				token.hasClaim(ORGANIZATION) ? String.valueOf(token.<Object>getClaim(ORGANIZATION)) : null,
				token.hasClaim(ACTOR) ? delegation(token.getClaim(ACTOR), settings) : null);
		return new CallerAuthenticationToken(isOperator(caller, settings) ? caller.asOperator() : caller);
	}

	// Auth0 leaves the suffix out where the API has agent subject claims.
	private static Kind kind(String subject, @Nullable String client, @Nullable Object profile) {
		if (subject.contains("|")) {
			return (profile == null || profile.equals("user")) ? Kind.USER : Kind.OTHER;
		}
		boolean isItsOwnClient = client != null && (subject.equals(client) || subject.equals(client + "@clients"));
		return (isItsOwnClient && !"ai_agent".equals(profile)) ? Kind.MACHINE : Kind.OTHER;
	}

	// Only a client grant puts anything into either claim of a machine's token.
	private static Set<String> permissions(Jwt token, Kind kind, AccessSettings settings) {
		Set<String> permissions = new HashSet<>();
		if (kind == Kind.MACHINE || settings.readsRbacPermissions()) {
			permissions.addAll(listed(token.getClaim(PERMISSIONS)));
		}
		if (kind == Kind.MACHINE || !settings.readsRbacPermissions()) {
			permissions.addAll(spaceSeparated(token.getClaim(SCOPE)));
		}
		permissions.retainAll(Set.of(Caller.LINK_OWN_ACCOUNT, Caller.LINK_ANY_ACCOUNT));
		return permissions;
	}

	// A user may request any scope at login, so only the claim of RBAC makes an operator.
	private static boolean isOperator(Caller caller, AccessSettings settings) {
		return caller.kind() == Kind.USER && settings.readsRbacPermissions()
				&& caller.hasPermission(Caller.LINK_ANY_ACCOUNT);
	}

	private static Delegation delegation(@Nullable Object outermost, AccessSettings settings) {
		List<String> actors = new ArrayList<>();
		boolean isPermitted = true;
		Map<?, ?> level = Collections.singletonMap(ACTOR, outermost);
		while (level.containsKey(ACTOR)) {
			level = (level.get(ACTOR) instanceof Map<?, ?> actor) ? actor : Map.of();
			boolean isNamed = level.get(SUBJECT) instanceof String;
			isPermitted &= isNamed && settings.actors().contains(level.get(SUBJECT));
			actors.add(isNamed ? String.valueOf(level.get(SUBJECT)) : "?");
		}
		return new Delegation(actors, isPermitted);
	}

	private static Set<String> listed(@Nullable Object claim) {
		return (claim instanceof Collection<?> names) ? names.stream().map(String::valueOf).collect(Collectors.toSet())
				: Set.of();
	}

	private static Set<String> spaceSeparated(@Nullable Object claim) {
		return (claim instanceof String names) ? new HashSet<>(List.of(names.split(" "))) : Set.of();
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
