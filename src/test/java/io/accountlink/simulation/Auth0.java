package io.accountlink.simulation;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

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
				case MINT -> this.testTokens.answer(call);
				case UNKNOWN -> throw Refusal.unknownPath();
			};
		}
		catch (Refusal refusal) {
			return refusal.answer();
		}
	}

	private Map<String, Object> discovery() {
		String issuer = this.tenant.issuer();
		Map<String, Object> discovery = new LinkedHashMap<>();
		discovery.put("issuer", issuer);
		discovery.put("authorization_endpoint", issuer + "authorize");
		discovery.put("token_endpoint", issuer + "oauth/token");
		discovery.put("userinfo_endpoint", issuer + "userinfo");
		discovery.put("jwks_uri", issuer + ".well-known/jwks.json");
		discovery.put("response_types_supported", new String[] { "code" });
		discovery.put("response_modes_supported", new String[] { "query", "web_message" });
		discovery.put("grant_types_supported",
				new String[] { "client_credentials", "authorization_code", "refresh_token" });
		discovery.put("code_challenge_methods_supported", new String[] { "S256" });
		discovery.put("scopes_supported", new String[] { "openid", "profile", "email", "offline_access" });
		discovery.put("subject_types_supported", new String[] { "public" });
		discovery.put("id_token_signing_alg_values_supported", new String[] { "HS256", "RS256", "PS256" });
		return discovery;
	}

}
