package io.accountlink.auth0;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Profile;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.CallPolicies;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Client for accounts and identities in the Management API. A write with an unknown
 * outcome throws {@link OutcomeUnknown}; every other failure throws its problem.
 */
@Component
public class Auth0Identities {

	private static final Log log = LogFactory.getLog(Auth0Identities.class);

	private final ManagementApi api;

	private final ManagementTokens tokens;

	private final Auth0Errors errors;

	private final CallPolicy reads;

	private final CallPolicy writes;

	Auth0Identities(WebClient auth0WebClient, ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.api = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(auth0WebClient))
			.build()
			.createClient(ManagementApi.class);
		this.tokens = tokens;
		this.errors = errors;
		this.reads = policies.forOperation("read");
		this.writes = policies.forOperation("write");
	}

	/**
	 * Reads an account's identities.
	 */
	public LinkedIdentities read(AccountId account, Deadline deadline) {
		return orProblem(() -> withToken(deadline,
				(bearer) -> this.reads.hedgedRead(deadline,
						() -> this.api.user(bearer, account.toString())
							.map((response) -> IdentitiesMapper.fromUser(account, response)),
						this.errors::translateRead)));
	}

	/**
	 * Reads an account's e-mail address and whether it is verified.
	 * @return empty if Auth0 has no such account
	 */
	public Optional<Profile> readEmail(AccountId account, Deadline deadline) {
		try {
			return Optional.of(orProblem(() -> withToken(deadline,
					(bearer) -> this.reads.hedgedRead(deadline,
							() -> this.api.email(bearer, account.toString()).map(IdentitiesMapper::profile),
							this.errors::translateRead))));
		}
		catch (ProblemException problem) {
			if (problem.type() == ProblemType.ACCOUNT_NOT_FOUND) {
				return Optional.empty();
			}
			throw problem;
		}
	}

	/**
	 * Links an identity, and with it the account that it belongs to.
	 * @param connectionId the connection, where the provider has several
	 * @throws OutcomeUnknown where only reading the account tells whether it is linked
	 */
	public LinkedIdentities link(AccountId account, IdentityKey identity, @Nullable String connectionId,
			Deadline deadline) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("provider", identity.provider());
		body.put("user_id", unambiguousUserId(identity));
		if (connectionId != null) {
			body.put("connection_id", connectionId);
		}
		LinkedIdentities linked = write(() -> withToken(deadline,
				(bearer) -> this.writes.write(deadline,
						() -> this.api.link(bearer, account.toString(), body)
							.map((response) -> IdentitiesMapper.fromIdentities(account, response)),
						this.errors::translateLink)));
		if (!linked.contains(identity)) {
			throw Auth0Errors.contradictoryResponse();
		}
		return linked;
	}

	// Auth0 strips the provider from a user_id that begins with it. One that really does
	// has to be sent with the provider in front, or it means another identity.
	private static String unambiguousUserId(IdentityKey identity) {
		boolean ambiguous = identity.userId().startsWith(identity.provider() + "|");
		return ambiguous ? identity.toString() : identity.userId();
	}

	/**
	 * Unlinks an identity.
	 * @throws OutcomeUnknown where only reading the account tells whether it is still
	 * linked
	 */
	public LinkedIdentities unlink(AccountId account, IdentityKey identity, Deadline deadline) {
		LinkedIdentities left = write(() -> withToken(deadline,
				(bearer) -> this.writes.write(deadline,
						() -> this.api.unlink(bearer, account.toString(), identity.provider(), identity.userId())
							.map((response) -> IdentitiesMapper.fromIdentities(account, response)),
						this.errors::translateUnlink)));
		if (left.contains(identity)) {
			throw Auth0Errors.contradictoryResponse();
		}
		return left;
	}

	private <T> T withToken(Deadline deadline, Function<String, T> call) {
		ManagementToken token = this.tokens.current(deadline);
		try {
			return call.apply(token.bearer());
		}
		catch (Unauthorized rejection) {
			return withReplacedToken(token, rejection, call, deadline);
		}
	}

	private <T> T withReplacedToken(ManagementToken rejected, Unauthorized rejection, Function<String, T> call,
			Deadline deadline) {
		try {
			return call.apply(this.tokens.replace(rejected, rejection, deadline).bearer());
		}
		catch (Unauthorized again) {
			log.error("Auth0 rejects every Management API token of this service. Check that AUTH0_ISSUER is the domain"
					+ " that they are issued for.");
			throw again;
		}
	}

	private static <T> T write(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (OutcomeUnknown unknown) {
			throw unknown;
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

	private static <T> T orProblem(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

}
