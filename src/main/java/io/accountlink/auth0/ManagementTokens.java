package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.accountlink.problem.ProblemType;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.RefreshAheadCache;
import io.accountlink.upstream.UpstreamException;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.Unauthorized;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The one Management API token: a refresh-ahead cache, and the replacement of a token
 * that Auth0 rejects before its expiry.
 */
@Component
class ManagementTokens {

	private static final Log log = LogFactory.getLog(ManagementTokens.class);

	private final RefreshAheadCache<ManagementToken> cache;

	private final MonotonicClock clock;

	private @Nullable ManagementToken loggedRejection;

	ManagementTokens(TokenEndpoint endpoint, MonotonicClock clock, MeterRegistry meters) {
		this.clock = clock;
		this.cache = new RefreshAheadCache<>(() -> endpoint.issue(clock.instant()), ManagementToken::isValidAt,
				ManagementToken::isRefreshDueAt, clock,
				Counter.builder("auth0.token.renewals").description("Token requests by outcome").withRegistry(meters));
	}

	/**
	 * Makes a call with the cached token, and once more with a new one if Auth0 rejects
	 * it. However many calls are rejected, the token is replaced once, and at most once
	 * in 30 s.
	 */
	<T> T withToken(Deadline deadline, Function<String, T> call) {
		ManagementToken current = await(this.cache.get(), deadline);
		try {
			return call.apply(current.bearer());
		}
		catch (Unauthorized rejection) {
			return withReplacedToken(current, rejection, call, deadline);
		}
	}

	private <T> T withReplacedToken(ManagementToken rejected, Unauthorized rejection, Function<String, T> call,
			Deadline deadline) {
		if (!this.cache.invalidate(rejected)) {
			throw rejection.unresolved();
		}
		ManagementToken replacement = await(this.cache.get(), deadline);
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

	private static ManagementToken await(CompletableFuture<ManagementToken> future, Deadline deadline) {
		boolean cached = future.isDone();
		try {
			ManagementToken issued = future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			deadline.addRateLimitWait(cached ? Duration.ZERO : issued.rateLimitWait());
			return issued;
		}
		catch (ExecutionException failed) {
			if (failed.getCause() instanceof UpstreamException failure) {
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
		var _ = this.cache.get();
	}

	@Scheduled(fixedDelay = 10_000)
	void refreshAhead() {
		if (this.cache.current() != null) {
			var _ = this.cache.get();
		}
	}

	/**
	 * The time until the cached token expires; zero where there is no valid one.
	 */
	Duration remainingLifetime() {
		ManagementToken token = this.cache.current();
		Instant now = this.clock.instant();
		return (token != null && token.isValidAt(now)) ? Duration.between(now, token.expiresAt()) : Duration.ZERO;
	}

}
