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

	private final CallPolicy writes;

	ManagementCalls(ManagementTokens tokens, Auth0Errors errors, CallPolicies policies) {
		this.tokens = tokens;
		this.errors = errors;
		this.reads = policies.of(Kind.READ);
		this.searches = policies.of(Kind.SEARCH);
		this.writes = policies.of(Kind.WRITE);
	}

	/**
	 * Reads one user.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T read(Deadline deadline, Function<String, Mono<T>> call) {
		return hedgedRead(this.reads, Operation.READ, deadline, call);
	}

	/**
	 * Reads users by an index that is consistent with writes.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T lookUp(Deadline deadline, Function<String, Mono<T>> call) {
		return hedgedRead(this.searches, Operation.READ, deadline, call);
	}

	/**
	 * Reads users by the search, which follows some seconds behind writes.
	 * @param call creates the request, by the {@code Authorization} header
	 */
	<T> T search(Deadline deadline, Function<String, Mono<T>> call) {
		return hedgedRead(this.searches, Operation.SEARCH, deadline, call);
	}

	private <T> T hedgedRead(CallPolicy policy, Operation operation, Deadline deadline,
			Function<String, Mono<T>> call) {
		try {
			return this.tokens.withToken(deadline,
					(bearer) -> policy.hedgedRead(deadline, () -> call.apply(bearer), this.errors.of(operation)));
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
