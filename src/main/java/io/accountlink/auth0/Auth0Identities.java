package io.accountlink.auth0;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The accounts at Auth0, in our words. Where a change was answered in a way that leaves
 * its outcome open, {@link OutcomeUnknown} says so; every other failure is a problem.
 */
public class Auth0Identities {

	private static final Log log = LogFactory.getLog(Auth0Identities.class);

	private final ManagementApi api;

	private final ManagementTokens tokens;

	private final Auth0Errors errors;

	private final CallPolicy reads;

	private final CallPolicy writes;

	Auth0Identities(ManagementApi api, ManagementTokens tokens, Auth0Errors errors, CallPolicy reads,
			CallPolicy writes) {
		this.api = api;
		this.tokens = tokens;
		this.errors = errors;
		this.reads = reads;
		this.writes = writes;
	}

	/**
	 * Reads an account's identities.
	 */
	public LinkedIdentities of(AccountId account, Deadline deadline) {
		return knownOutcome(() -> withToken(deadline, (bearer) -> this.reads.read(deadline,
				() -> this.api.user(bearer, account.toString()).map((user) -> Auth0Answers.ofUser(account, user)),
				this.errors::ofRead)));
	}

	/**
	 * Links an identity, and with it the account that it belongs to.
	 * @param connectionId which of several connections of the provider is meant
	 * @throws OutcomeUnknown where only reading the account tells whether it is linked
	 */
	public LinkedIdentities link(AccountId account, IdentityKey identity, @Nullable String connectionId,
			Deadline deadline) {
		Map<String, String> body = new LinkedHashMap<>();
		body.put("provider", identity.provider());
		body.put("user_id", asLinkTakesIt(identity));
		if (connectionId != null) {
			body.put("connection_id", connectionId);
		}
		LinkedIdentities now = definite(
				() -> withToken(deadline,
						(bearer) -> this.writes.write(deadline,
								() -> this.api.link(bearer, account.toString(), body)
									.map((identities) -> Auth0Answers.ofList(account, identities)),
								this.errors::ofLink)));
		if (!now.contains(identity)) {
			throw Auth0Errors.contradiction();
		}
		return now;
	}

	// Auth0 drops the provider from a user id that begins with it: a bare one that really
	// does would be taken for somebody else's.
	private static String asLinkTakesIt(IdentityKey identity) {
		boolean ambiguous = identity.userId().startsWith(identity.provider() + "|");
		return ambiguous ? identity.toString() : identity.userId();
	}

	/**
	 * Unlinks an identity.
	 * @throws OutcomeUnknown where only reading the account tells whether it is still
	 * linked
	 */
	public LinkedIdentities unlink(AccountId account, IdentityKey identity, Deadline deadline) {
		LinkedIdentities now = definite(() -> withToken(deadline,
				(bearer) -> this.writes
					.write(deadline,
							() -> this.api.unlink(bearer, account.toString(), identity.provider(), identity.userId())
								.map((identities) -> Auth0Answers.ofList(account, identities)),
							this.errors::ofUnlink)));
		if (now.contains(identity)) {
			throw Auth0Errors.contradiction();
		}
		return now;
	}

	private <T> T withToken(Deadline deadline, Function<String, T> call) {
		ManagementToken token = this.tokens.current(deadline);
		try {
			return call.apply(token.bearer());
		}
		catch (Unauthorized refusal) {
			return withReplacement(token, refusal, call, deadline);
		}
	}

	private <T> T withReplacement(ManagementToken refused, Unauthorized refusal, Function<String, T> call,
			Deadline deadline) {
		try {
			return call.apply(this.tokens.replacementOf(refused, refusal, deadline).bearer());
		}
		catch (Unauthorized again) {
			log.error("Auth0 takes none of this service's Management API tokens: check that AUTH0_ISSUER is the domain"
					+ " they are for.");
			throw again;
		}
	}

	private static <T> T definite(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (OutcomeUnknown open) {
			throw open;
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

	private static <T> T knownOutcome(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

}
