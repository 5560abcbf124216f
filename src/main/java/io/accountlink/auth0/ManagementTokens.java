package io.accountlink.auth0;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The service's one Management API token: fetched once however many wait for it, renewed
 * in the background at two thirds of its life, and used to its end where renewing fails.
 */
class ManagementTokens {

	private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

	private final TokenEndpoint endpoint;

	private final Executor background;

	private final Clock clock;

	private final TokenMeters meters;

	private @Nullable ManagementToken token;

	private @Nullable CompletableFuture<ManagementToken> fetching;

	private @Nullable UpstreamException refusal;

	private Instant refusedUntil = Instant.EPOCH;

	private Instant nextRenewal = Instant.EPOCH;

	private Instant nextReplacement = Instant.EPOCH;

	ManagementTokens(TokenEndpoint endpoint, Executor background, Clock clock, TokenMeters meters) {
		this.endpoint = endpoint;
		this.background = background;
		this.clock = clock;
		this.meters = meters;
	}

	/**
	 * The token to call with; waits only where there is none that is still good.
	 */
	ManagementToken current(Deadline deadline) {
		return await(goodOrComing(), deadline);
	}

	/**
	 * The token to call with after Auth0 refused one before its end. However many calls
	 * were refused, the token is replaced once.
	 * @throws Unauthorized where the last replacement was a moment ago
	 */
	ManagementToken replacementOf(ManagementToken refused, Unauthorized refusal, Deadline deadline) {
		return await(drop(refused, refusal), deadline);
	}

	private synchronized CompletableFuture<ManagementToken> drop(ManagementToken refused, Unauthorized reason) {
		if (refused.equals(this.token)) {
			Instant now = this.clock.instant();
			if (now.isBefore(this.nextReplacement)) {
				throw reason;
			}
			this.nextReplacement = now.plus(BETWEEN_ATTEMPTS);
			this.token = null;
		}
		return goodOrComing();
	}

	private synchronized CompletableFuture<ManagementToken> goodOrComing() {
		Instant now = this.clock.instant();
		ManagementToken known = this.token;
		if (known == null || !known.isGoodAt(now)) {
			return coming(now);
		}
		if (known.wantsRenewalAt(now) && !now.isBefore(this.nextRenewal)) {
			this.nextRenewal = now.plus(BETWEEN_ATTEMPTS);
			var _ = coming(now);
		}
		return CompletableFuture.completedFuture(known);
	}

	private CompletableFuture<ManagementToken> coming(Instant now) {
		if (this.fetching != null) {
			return this.fetching;
		}
		if (this.refusal != null && now.isBefore(this.refusedUntil)) {
			return CompletableFuture.failedFuture(this.refusal);
		}
		CompletableFuture<ManagementToken> next = new CompletableFuture<>();
		CompletableFuture<ManagementToken> settled = next.whenComplete(this::settle);
		this.fetching = settled;
		var _ = next.completeAsync(this.endpoint::issue, this.background);
		return settled;
	}

	// Refused credentials stay refused for a while: asking again at once is only load.
	private synchronized void settle(@Nullable ManagementToken issued, @Nullable Throwable failure) {
		this.fetching = null;
		this.meters.renewed(issued != null);
		if (issued != null) {
			this.token = issued;
			this.refusal = null;
			this.nextRenewal = Instant.EPOCH;
		}
		else if (cause(failure) instanceof UpstreamException refused
				&& refused.problem().type() == ProblemType.AUTH0_MISCONFIGURED) {
			this.refusal = refused;
			this.refusedUntil = this.clock.instant().plus(BETWEEN_ATTEMPTS);
		}
	}

	private static @Nullable Throwable cause(@Nullable Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	private static ManagementToken await(CompletableFuture<ManagementToken> coming, Deadline deadline) {
		boolean isThere = coming.isDone();
		try {
			ManagementToken issued = coming.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			deadline.countWaiting(isThere ? Duration.ZERO : issued.waited());
			return issued;
		}
		catch (ExecutionException failed) {
			if (cause(failed.getCause()) instanceof UpstreamException failure) {
				throw withoutToken(failure);
			}
			throw new IllegalStateException(failed);
		}
		catch (TimeoutException late) {
			throw new NotSent(ProblemType.AUTH0_TIMEOUT
				.because("Auth0 issued no token in time. The request may be repeated safely."), late);
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
			throw new NotSent(ProblemType.AUTH0_UNAVAILABLE.because("The service is stopping."), stopped);
		}
	}

	// Whatever became of the token, the call that needed it was never sent.
	private static UpstreamException withoutToken(UpstreamException failure) {
		return (failure instanceof OutcomeUnknown) ? new NotSent(failure.problem(), failure) : failure;
	}

	@EventListener(ApplicationReadyEvent.class)
	void fetchAhead() {
		var _ = goodOrComing();
	}

	@Scheduled(fixedDelay = 10_000)
	synchronized void renewAhead() {
		if (this.token != null) {
			var _ = goodOrComing();
		}
	}

	synchronized @Nullable ManagementToken known() {
		return this.token;
	}

}
