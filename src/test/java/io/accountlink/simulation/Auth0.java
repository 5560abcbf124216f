package io.accountlink.simulation;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * State and endpoints of the simulated tenant. Records every call and applies the active
 * situation.
 */
final class Auth0 {

	final Accounts accounts;

	final Connections connections = new Connections();

	final Keys keys = new Keys();

	final RequestJournal journal = new RequestJournal();

	final Tokens tokens;

	final ManagementTokens managementTokens;

	final ClientAuthentication clientAuthentication;

	final TokenEndpoint tokenEndpoint;

	final TestTokenEndpoint testTokens;

	private final CurrentSituations situations;

	private final Tenant tenant;

	private final Clock clock;

	private final ManagementEndpoint management;

	Auth0(Tenant tenant, Clock clock, CurrentSituations situations) {
		this.situations = situations;
		this.tenant = tenant;
		this.clock = clock;
		this.accounts = new Accounts(clock);
		this.tokens = new Tokens(tenant, this.keys, clock);
		this.testTokens = new TestTokenEndpoint(this.tokens);
		this.managementTokens = new ManagementTokens(tenant, this.tokens, this.keys, clock);
		this.clientAuthentication = new ClientAuthentication(tenant.client(), new ClientAssertions(tenant, clock));
		this.tokenEndpoint = new TokenEndpoint(tenant, this.clientAuthentication, this.tokens, this.managementTokens);
		this.management = new ManagementEndpoint(this.managementTokens, this.accounts, this.connections,
				new LinkWithTokenVerifier(tenant, this.keys, clock));
	}

	Answer answer(Call call) {
		Operation operation = call.operation();
		this.journal.add(operation, call);
		AtomicReference<@Nullable Answer> own = new AtomicReference<>();
		Answer answer = this.situations.answer(call, () -> {
			Answer carriedOut = carryOut(operation, call);
			own.set(carriedOut);
			return carriedOut;
		});
		ExchangeLog.append(operation, call, answer, !answer.saysTheSameAs(own.get()));
		return RateLimit.withHeaders(answer, this.clock);
	}

	private Answer carryOut(Operation operation, Call call) {
		try {
			return switch (operation) {
				case TOKEN -> this.tokenEndpoint.answer(call);
				case KEYS -> Answer.json(200, this.keys.json());
				case DISCOVERY -> Answer.json(200, discovery());
				case READ -> this.management.read(call);
				case BY_EMAIL -> this.management.byEmail(call);
				case SEARCH -> this.management.search(call);
				case PATCH -> this.management.patch(call);
				case LINK -> this.management.link(call);
				case UNLINK -> this.management.unlink(call);
				case ROLES -> this.management.memberships(call, Account.ROLES);
				case ORGANIZATIONS -> this.management.memberships(call, Account.ORGANIZATIONS);
				case REVOKE -> this.management.revokeAccess(call);
				case MINT -> this.testTokens.answer(call);
				case UNKNOWN -> throw Refusal.unknownPath();
			};
		}
		catch (Refusal refusal) {
			return refusal.answer();
		}
	}

	private ObjectNode discovery() {
		String issuer = this.tenant.issuer();
		return Json.object()
			.put("issuer", issuer)
			.put("authorization_endpoint", issuer + "authorize")
			.put("token_endpoint", issuer + "oauth/token")
			.put("userinfo_endpoint", issuer + "userinfo")
			.put("jwks_uri", issuer + ".well-known/jwks.json")
			.putPOJO("response_types_supported", List.of("code"))
			.putPOJO("response_modes_supported", List.of("query", "web_message"))
			.putPOJO("grant_types_supported", List.of("client_credentials", "authorization_code", "refresh_token"))
			.putPOJO("code_challenge_methods_supported", List.of("S256"))
			.putPOJO("scopes_supported", List.of("openid", "profile", "email", "offline_access"))
			.putPOJO("subject_types_supported", List.of("public"))
			.putPOJO("id_token_signing_alg_values_supported", List.of("HS256", "RS256", "PS256"));
	}

}
