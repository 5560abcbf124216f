package io.accountlink.auth0;

import java.util.function.Function;

import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.upstream.CallPolicies;
import io.accountlink.upstream.CallPolicies.Kind;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * The one way to call the Management API: with its token, behind the policy of the kind
 * of call, and with the failure translated. Except for an inconclusive write, a failure
 * is thrown as its problem.
 */
@Component
final class ManagementCalls {

	private final ManagementTokens tokens;

	private final Auth0Errors errors;

	private final CallPolicy reads;

	private final CallPolicy searches;

	private final CallPolicy memberships;

	private final CallPolicy writes;

	private final CallPolicy revocations;

	ManagementCalls(ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.tokens = tokens;
		this.errors = errors;
		this.reads = policies.of(Kind.READ);
		this.searches = policies.of(Kind.SEARCH);
		this.memberships = policies.of(Kind.MEMBERSHIP);
		this.writes = policies.of(Kind.WRITE);
		this.revocations = policies.of(Kind.REVOKE);
	}

	/**
	 * Reads one user.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T read(Deadline deadline, Function<String, Mono<T>> call) {
		return hedged(this.reads, Operation.READ, deadline, call);
	}

	/**
	 * Reads users by an index that is consistent with writes.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T lookUp(Deadline deadline, Function<String, Mono<T>> call) {
		return hedged(this.searches, Operation.READ, deadline, call);
	}

	/**
	 * Reads users by the search, which follows some seconds behind writes.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T search(Deadline deadline, Function<String, Mono<T>> call) {
		return hedged(this.searches, Operation.SEARCH, deadline, call);
	}

	/**
	 * Reads what the caller can do without.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T readMemberships(Deadline deadline, Function<String, Mono<T>> call) {
		return withToken(deadline, (bearer) -> this.memberships.read(deadline, () -> call.apply(bearer),
				this.errors.of(Operation.MEMBERSHIP)));
	}

	/**
	 * Makes a write that is idempotent and needs no reconciliation.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T revoke(Deadline deadline, Function<String, Mono<T>> call) {
		return withToken(deadline, (bearer) -> this.revocations.read(deadline, () -> call.apply(bearer),
				this.errors.of(Operation.REVOKE)));
	}

	private <T> T hedged(CallPolicy policy, Operation operation, Deadline deadline, Function<String, Mono<T>> call) {
		return withToken(deadline,
				(bearer) -> policy.hedgedRead(deadline, () -> call.apply(bearer), this.errors.of(operation)));
	}

	private <T> T withToken(Deadline deadline, Function<String, T> call) {
		try {
			return this.tokens.withToken(deadline, call);
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

	/**
	 * Makes a call that is not idempotent.
	 * @param call creates the request, by the {@code Authorization} header
	 * @throws Inconclusive where only reading the account tells whether it has changed
	 */
	<T> T write(Operation operation, Deadline deadline, Function<String, Mono<T>> call) {
		try {
			return this.tokens.withToken(deadline,
					(bearer) -> this.writes.write(deadline, () -> call.apply(bearer), this.errors.of(operation)));
		}
		catch (Inconclusive inconclusive) {
			throw inconclusive;
		}
		catch (UpstreamException failure) {
			throw failure.problem();
		}
	}

	/**
	 * Whether reads may run side by side: a half-open circuit breaker permits one at a
	 * time.
	 */
	boolean permitsReadsSideBySide() {
		return this.reads.isClosed();
	}

}
