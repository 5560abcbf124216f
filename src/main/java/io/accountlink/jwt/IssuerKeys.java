package io.accountlink.jwt;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import io.accountlink.settings.ConnectionFailure;
import io.accountlink.settings.Issuer;
import io.accountlink.settings.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.io.UrlResource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Refresh-ahead cache of the issuer's JWK set. Refreshes run in the background, single
 * flight, every 5 min; the cached set does not expire while they fail. A {@code kid} that
 * the set does not hold forces a refresh at most once in 30 s. The start waits up to 2 s
 * for the set; until the first success, loading is retried every second. An instance is
 * ready once the set was loaded.
 */
@Component
public class IssuerKeys implements JWKSource<SecurityContext>, InitializingBean, HealthIndicator {

	private static final Log log = LogFactory.getLog(IssuerKeys.class);

	private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(5);

	private static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

	private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(2);

	// Below the shortest LINK_DEADLINE, 1 s.
	private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);

	private static final CompletableFuture<@Nullable Void> COMPLETED = CompletableFuture.completedFuture(null);

	private final URL url;

	private final ResourceRetriever retriever;

	private final MonotonicClock clock;

	private final MeterProvider<Counter> refreshes;

	private volatile @Nullable CachedKeys cached;

	private volatile boolean isFailing;

	private CompletableFuture<@Nullable Void> inFlight = COMPLETED;

	private Instant nextRefresh = Instant.MIN;

	private Instant nextForcedRefresh = Instant.MIN;

	IssuerKeys(Issuer issuer, ResourceRetriever retriever, MonotonicClock clock, MeterRegistry meters) {
		this.url = UrlResource.from(issuer.at(".well-known/jwks.json")).getURL();
		this.retriever = retriever;
		this.clock = clock;
		this.refreshes = Counter.builder("auth0.keys.refreshes")
			.description("Attempts to fetch the issuer's public keys")
			.withRegistry(meters);
		List.of("success", "failed").forEach((outcome) -> this.refreshes.withTag("outcome", outcome));
	}

	/**
	 * Selects from the cached keys. Where none matches, waits up to 500 ms for a refresh
	 * and selects again.
	 * @throws JWKSetUnavailableException if the keys were never loaded
	 */
	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws JWKSetUnavailableException {
		List<JWK> keys = selector.select(keySet());
		if (!keys.isEmpty()) {
			return keys;
		}
		await(forcedRefresh(), REQUEST_TIMEOUT);
		return selector.select(keySet());
	}

	/**
	 * The cached set; {@code null} where it was never loaded.
	 */
	@Nullable JWKSet current() {
		CachedKeys keys = this.cached;
		return (keys != null) ? keys.set() : null;
	}

	private JWKSet keySet() throws JWKSetUnavailableException {
		JWKSet keys = current();
		if (keys == null) {
			throw new JWKSetUnavailableException("The issuer's keys could not be loaded yet.");
		}
		return keys;
	}

	// A refresh in flight may have been sent before the issuer published the key, so
	// another one follows it, and every request waits for that one.
	private synchronized CompletableFuture<@Nullable Void> forcedRefresh() {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.nextForcedRefresh)) {
			this.nextForcedRefresh = now.plus(MIN_INTERVAL);
			this.inFlight = this.inFlight.thenCompose((done) -> loadAsync());
		}
		return this.inFlight;
	}

	private synchronized CompletableFuture<@Nullable Void> refresh() {
		if (this.inFlight.isDone()) {
			this.inFlight = loadAsync();
		}
		return this.inFlight;
	}

	private CompletableFuture<@Nullable Void> loadAsync() {
		return CompletableFuture.supplyAsync(this::load, Thread::startVirtualThread).handle(this::onLoaded);
	}

	private CachedKeys load() {
		try {
			JWKSet keys = JwkSetParser.parse(this.retriever.retrieveResource(this.url).getContent());
			if (keys.isEmpty() && this.cached != null) {
				throw new JwkSetException(
						"the JWK set holds no key for RS256: check AUTH0_ISSUER and the tenant's signing keys");
			}
			JWKSet current = current();
			return new CachedKeys((current != null && current.equals(keys)) ? current : keys, this.clock.instant());
		}
		catch (IOException failure) {
			throw new CompletionException(failure);
		}
	}

	private @Nullable Void onLoaded(@Nullable CachedKeys loaded, @Nullable Throwable failure) {
		if (loaded != null) {
			this.cached = loaded;
			this.refreshes.withTag("outcome", "success").increment();
			logRecovery();
		}
		else if (failure != null) {
			this.refreshes.withTag("outcome", "failed").increment();
			logFailure(failure);
		}
		return null;
	}

	private void logRecovery() {
		if (this.isFailing) {
			log.info("The issuer's keys are loaded again.");
		}
		this.isFailing = false;
	}

	private void logFailure(Throwable failure) {
		if (!this.isFailing) {
			log.warn("The issuer's keys can't be loaded from " + this.url + ": " + cause(failure)
					+ ((this.cached != null) ? ". The cached keys stay in use." : ". Requests are answered with 503.")
					+ " Loading is repeated.");
		}
		this.isFailing = true;
	}

	private static String cause(Throwable failure) {
		return (failure.getCause() instanceof JwkSetException invalid) ? String.valueOf(invalid.getMessage())
				: ConnectionFailure.describe(failure);
	}

	private static void await(CompletableFuture<@Nullable Void> refresh, Duration timeout) {
		refresh.copy().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	@Override
	public void afterPropertiesSet() {
		await(refresh(), STARTUP_TIMEOUT);
	}

	@Scheduled(fixedDelay = 1000)
	synchronized void refreshAhead() {
		CachedKeys keys = this.cached;
		Instant now = this.clock.instant();
		if (keys == null) {
			var _ = refresh();
		}
		else if (!now.isBefore(keys.loadedAt().plus(REFRESH_INTERVAL)) && !now.isBefore(this.nextRefresh)) {
			this.nextRefresh = now.plus(MIN_INTERVAL);
			var _ = refresh();
		}
	}

	@Override
	public Health health() {
		CachedKeys keys = this.cached;
		if (keys == null) {
			return Health.outOfService().withDetail("keys", 0).build();
		}
		Duration age = Duration.between(keys.loadedAt(), this.clock.instant());
		return Health.up().withDetail("keys", keys.set().size()).withDetail("age_seconds", age.toSeconds()).build();
	}

	/**
	 * The outcome of a successful refresh.
	 *
	 * @param set the keys that may verify a token
	 * @param loadedAt when they were loaded, by the monotonic clock
	 */
	private record CachedKeys(JWKSet set, Instant loadedAt) {
	}

}
