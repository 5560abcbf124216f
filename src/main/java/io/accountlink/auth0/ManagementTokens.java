package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.accountlink.problem.ProblemType;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Cache of the one Management API token: single-flight fetch, refresh ahead in the
 * background. If a refresh fails, the cached token stays in use until it expires.
 */
@Component
class ManagementTokens {

	private static final Log log = LogFactory.getLog(ManagementTokens.class);

	private static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

	private final TokenEndpoint endpoint;

	private final MonotonicClock monotonicClock;

	private final MeterProvider<Counter> renewals;

	private @Nullable ManagementToken token;

	private @Nullable CompletableFuture<ManagementToken> inFlight;

	private @Nullable UpstreamException rejection;

	private @Nullable ManagementToken loggedRejection;

	private Instant retryAfterRejection = Instant.MIN;

	private Instant nextRefresh = Instant.MIN;

	private Instant nextReplacement = Instant.MIN;

	ManagementTokens(TokenEndpoint endpoint, MonotonicClock monotonicClock, MeterRegistry meters) {
		this.endpoint = endpoint;
		this.monotonicClock = monotonicClock;
		this.renewals = Counter.builder("auth0.token.renewals")
			.description("Token requests by outcome")
			.withRegistry(meters);
		List.of("success", "failed").forEach((outcome) -> this.renewals.withTag("outcome", outcome));
	}

	/**
	 * Makes a call with the cached token, and once more with a new one if Auth0 rejects
	 * it.
	 */
	<T> T withToken(Deadline deadline, Function<String, T> call) {
		ManagementToken current = current(deadline);
		try {
			return call.apply(current.bearer());
		}
		catch (Unauthorized rejection) {
			return withReplacedToken(current, rejection, call, deadline);
		}
	}

	private <T> T withReplacedToken(ManagementToken rejected, Unauthorized rejection, Function<String, T> call,
			Deadline deadline) {
		ManagementToken replacement = replace(rejected, rejection, deadline);
		try {
			return call.apply(replacement.bearer());
		}
		catch (Unauthorized again) {
			if (again.problem().type() == ProblemType.AUTH0_MISCONFIGURED) {
				logRejection(replacement);
			}
			throw again.unresolved();
		}
	}

	private synchronized void logRejection(ManagementToken replacement) {
		if (!replacement.equals(this.loggedRejection)) {
			this.loggedRejection = replacement;
			log.error("Auth0 rejects every Management API token of this service. Check that AUTH0_ISSUER is the"
					+ " domain that they are issued for.");
		}
	}

	/**
	 * The cached token; waits for a new one only where there is no valid one.
	 */
	private ManagementToken current(Deadline deadline) {
		return await(validOrFetched(), deadline);
	}

	/**
	 * Replaces a token that Auth0 rejected before its expiry: once, however many calls
	 * were rejected, and at most once in 30 s.
	 * @throws UpstreamException what the refusal means, where the previous replacement is
	 * less than 30 s ago
	 */
	private ManagementToken replace(ManagementToken rejected, Unauthorized rejection, Deadline deadline) {
		return await(invalidate(rejected, rejection), deadline);
	}

	private synchronized CompletableFuture<ManagementToken> invalidate(ManagementToken rejected,
			Unauthorized rejection) {
		if (rejected.equals(this.token)) {
			Instant now = this.monotonicClock.instant();
			if (now.isBefore(this.nextReplacement)) {
				throw rejection.unresolved();
			}
			this.nextReplacement = now.plus(MIN_INTERVAL);
			this.token = null;
		}
		return validOrFetched();
	}

	private synchronized CompletableFuture<ManagementToken> validOrFetched() {
		Instant now = this.monotonicClock.instant();
		ManagementToken cached = this.token;
		if (cached == null || !cached.isValidAt(now)) {
			return fetch(now);
		}
		if (cached.isRefreshDueAt(now) && !now.isBefore(this.nextRefresh)) {
			this.nextRefresh = now.plus(MIN_INTERVAL);
			var _ = fetch(now);
		}
		return CompletableFuture.completedFuture(cached);
	}

	private CompletableFuture<ManagementToken> fetch(Instant now) {
		if (this.inFlight != null) {
			return this.inFlight;
		}
		if (this.rejection != null && now.isBefore(this.retryAfterRejection)) {
			return CompletableFuture.failedFuture(this.rejection);
		}
		CompletableFuture<ManagementToken> request = new CompletableFuture<>();
		CompletableFuture<ManagementToken> cached = request.whenComplete(this::cache);
		this.inFlight = cached;
		var _ = request.completeAsync(() -> this.endpoint.issue(now), Thread::startVirtualThread);
		return cached;
	}

	// After rejected credentials, no token is requested for 30 s.
	private synchronized void cache(@Nullable ManagementToken issued, @Nullable Throwable failure) {
		this.inFlight = null;
		this.renewals.withTag("outcome", (issued != null) ? "success" : "failed").increment();
		if (issued != null) {
			this.token = issued;
			this.rejection = null;
			this.nextRefresh = Instant.MIN;
		}
		else if (cause(failure) instanceof UpstreamException rejected
				&& rejected.problem().type() == ProblemType.AUTH0_MISCONFIGURED) {
			this.rejection = rejected;
			this.retryAfterRejection = this.monotonicClock.instant().plus(MIN_INTERVAL);
		}
	}

	private static @Nullable Throwable cause(@Nullable Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	private static ManagementToken await(CompletableFuture<ManagementToken> future, Deadline deadline) {
		boolean cached = future.isDone();
		try {
			ManagementToken issued = future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			deadline.addRateLimitWait(cached ? Duration.ZERO : issued.rateLimitWait());
			return issued;
		}
		catch (ExecutionException failed) {
			if (cause(failed.getCause()) instanceof UpstreamException failure) {
				throw asNotSent(failure);
			}
			throw new IllegalStateException(failed);
		}
		catch (TimeoutException late) {
			throw new NotSent(ProblemType.AUTH0_TIMEOUT
				.withDetail("Auth0 issued no token in time. The request may be repeated safely."), late);
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
			throw new NotSent(ProblemType.AUTH0_UNAVAILABLE.withDetail("The service is shutting down."), stopped);
		}
	}

	// The outcome of the token request may be unknown; the call that needs the token was
	// certainly not sent.
	private static UpstreamException asNotSent(UpstreamException failure) {
		return (failure instanceof Inconclusive) ? new NotSent(failure.problem(), failure) : failure;
	}

	@EventListener(ApplicationReadyEvent.class)
	void prefetch() {
		var _ = validOrFetched();
	}

	@Scheduled(fixedDelay = 10_000)
	synchronized void refreshAhead() {
		if (this.token != null) {
			var _ = validOrFetched();
		}
	}

	/**
	 * The time until the cached token expires; zero where there is no valid one.
	 */
	synchronized Duration remainingLifetime() {
		Instant now = this.monotonicClock.instant();
		return (this.token != null && this.token.isValidAt(now)) ? Duration.between(now, this.token.expiresAt())
				: Duration.ZERO;
	}

}
