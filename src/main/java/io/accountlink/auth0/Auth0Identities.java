package io.accountlink.auth0;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Metadata;
import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.auth0.ManagementApi.MetadataPatch;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.CallPolicies;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Client for accounts and identities in the Management API. A write with an unknown
 * outcome throws {@link OutcomeUnknown}; every other failure throws its problem.
 */
@Component
public class Auth0Identities {

	private final ManagementApi api;

	private final ManagementTokens tokens;

	private final Auth0Errors errors;

	private final CallPolicy reads;

	private final CallPolicy writes;

	Auth0Identities(ManagementApi api, ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.api = api;
		this.tokens = tokens;
		this.errors = errors;
		this.reads = policies.forOperation("read");
		this.writes = policies.forOperation("write");
	}

	/**
	 * Reads an account's identities.
	 */
	public LinkedIdentities read(AccountId account, Deadline deadline) {
		return read(deadline, (bearer) -> this.api.user(bearer, account.toString(), MetadataScope.NONE.leftOut())
			.map((response) -> IdentitiesMapper.fromUser(account, response)));
	}

	/**
	 * Reads an account's identities.
	 * @return empty if Auth0 has no such account
	 */
	public Optional<LinkedIdentities> find(AccountId account, Deadline deadline) {
		return find(() -> read(account, deadline));
	}

	/**
	 * Reads an account. Metadata that makes the response larger than 256 KiB is
	 * {@code null}.
	 */
	public AccountDetails readDetails(AccountId account, MetadataScope scope, Deadline deadline) {
		Optional<AccountDetails> details = read(deadline,
				(bearer) -> this.api.user(bearer, account.toString(), scope.leftOut())
					.map((response) -> Optional.of(scope.of(IdentitiesMapper.details(account, response))))
					.onErrorReturn((failure) -> scope != MetadataScope.NONE && Auth0Errors.isTooLarge(failure),
							Optional.empty()));
		return details.orElseGet(() -> readDetails(account, scope.smaller(), deadline));
	}

	private <T> T read(Deadline deadline, Function<String, Mono<T>> call) {
		return Auth0Errors.orProblem(() -> this.tokens.withToken(deadline,
				(bearer) -> this.reads.hedgedRead(deadline, () -> call.apply(bearer), this.errors.of(Operation.READ))));
	}

	/**
	 * Begins to read a secondary account beside another call. Only a closed circuit
	 * breaker permits two calls at once; otherwise the read begins when it is waited for.
	 * @return the read; its result is empty if Auth0 has no such account
	 */
	public BackgroundRead<Optional<AccountDetails>> beginToReadSecondary(AccountId account, MetadataScope scope,
			Deadline deadline) {
		var read = new BackgroundRead<>(() -> find(() -> readDetails(account, scope, deadline)));
		if (this.reads.isClosed()) {
			read.start();
		}
		return read;
	}

	/**
	 * Reads an account's {@code user_metadata} and nothing else.
	 */
	public Metadata readUserMetadata(AccountId account, Deadline deadline) {
		return read(deadline,
				(bearer) -> this.api.userMetadata(bearer, account.toString()).map(IdentitiesMapper::onlyUserMetadata));
	}

	private static <T> Optional<T> find(Supplier<T> read) {
		try {
			return Optional.of(read.get());
		}
		catch (ProblemException problem) {
			if (problem.type() == ProblemType.ACCOUNT_NOT_FOUND) {
				return Optional.empty();
			}
			throw problem;
		}
	}

	/**
	 * Adds keys to an account's {@code user_metadata}. A link follows, which gets at
	 * least as much time.
	 * @throws OutcomeUnknown where only reading the account tells whether they were added
	 */
	public void addUserMetadata(AccountId account, Metadata added, Deadline deadline) {
		MetadataPatch patch = new MetadataPatch(added);
		Metadata now = write(() -> this.tokens.withToken(deadline,
				(bearer) -> this.writes.writeBeforeAnother(deadline,
						() -> this.api.patch(bearer, account.toString(), patch)
							.map((response) -> IdentitiesMapper.userMetadata(account, response)),
						this.errors.of(Operation.PATCH))));
		if (!now.keys().containsAll(added.keys())) {
			throw Auth0Errors.contradictoryResponse();
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
		LinkedIdentities linked = write(() -> this.tokens.withToken(deadline,
				(bearer) -> this.writes.write(deadline,
						() -> this.api.link(bearer, account.toString(), body)
							.map((response) -> IdentitiesMapper.fromIdentities(account, response)),
						this.errors.of(Operation.LINK))));
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
		LinkedIdentities left = write(() -> this.tokens.withToken(deadline,
				(bearer) -> this.writes.write(deadline,
						() -> this.api.unlink(bearer, account.toString(), identity.provider(), identity.userId())
							.map((response) -> IdentitiesMapper.fromIdentities(account, response)),
						this.errors.of(Operation.UNLINK))));
		if (left.contains(identity)) {
			throw Auth0Errors.contradictoryResponse();
		}
		return left;
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

	/**
	 * What to read of an account's metadata.
	 */
	public enum MetadataScope {

		/** Nothing. */
		NONE("app_metadata,user_metadata,"),
		/** {@code user_metadata}. */
		USER("app_metadata,"),
		/** {@code user_metadata} and {@code app_metadata}. */
		ALL("");

		private final String leftOut;

		MetadataScope(String leftOut) {
			this.leftOut = leftOut;
		}

		String leftOut() {
			return this.leftOut + "created_at,updated_at,last_ip,last_login,logins_count";
		}

		private AccountDetails of(AccountDetails read) {
			return switch (this) {
				case NONE -> read.withoutMetadata();
				case USER -> read.withoutAppMetadata();
				case ALL -> read;
			};
		}

		private MetadataScope smaller() {
			return (this == ALL) ? USER : NONE;
		}

	}

}
