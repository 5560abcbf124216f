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
import io.accountlink.upstream.RefreshAheadCache;
import io.micrometer.core.instrument.Counter;
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
 * Refresh-ahead cache of the issuer's JWK set, which is refreshed every 5 min and does
 * not expire. A {@code kid} that the set does not hold forces a refresh at most once in
 * 30 s. The start waits up to 2 s for the set; until the first success, loading is
 * retried every second. An instance is ready once the set was loaded.
 */
@Component
public class IssuerKeys implements JWKSource<SecurityContext>, InitializingBean, HealthIndicator {

	private static final Log log = LogFactory.getLog(IssuerKeys.class);

	private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(5);

	private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(2);

	// Below the shortest LINK_DEADLINE, 1 s.
	private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);

	private final URL url;

	private final ResourceRetriever retriever;

	private final MonotonicClock clock;

	private final RefreshAheadCache<CachedKeys> cache;

	private volatile boolean isFailing;

	IssuerKeys(Issuer issuer, ResourceRetriever retriever, MonotonicClock clock, MeterRegistry meters) {
		this.url = UrlResource.from(issuer.at(".well-known/jwks.json")).getURL();
		this.retriever = retriever;
		this.clock = clock;
		this.cache = new RefreshAheadCache<>(this::load, (keys, now) -> true,
				(keys, now) -> !now.isBefore(keys.loadedAt().plus(REFRESH_INTERVAL)), clock,
				Counter.builder("auth0.keys.refreshes")
					.description("Attempts to fetch the issuer's public keys")
					.withRegistry(meters));
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
		await(this.cache.forceRefresh(), REQUEST_TIMEOUT);
		return selector.select(keySet());
	}

	/**
	 * The cached set; {@code null} where it was never loaded.
	 */
	@Nullable JWKSet current() {
		CachedKeys keys = this.cache.current();
		return (keys != null) ? keys.set() : null;
	}

	private JWKSet keySet() throws JWKSetUnavailableException {
		JWKSet keys = current();
		if (keys == null) {
			throw new JWKSetUnavailableException("The issuer's keys could not be loaded yet.");
		}
		return keys;
	}

	private CachedKeys load() {
		try {
			JWKSet current = current();
			JWKSet keys = JwkSetParser.parse(this.retriever.retrieveResource(this.url).getContent());
			if (keys.isEmpty() && current != null) {
				throw new JwkSetException(
						"the JWK set holds no key for RS256: check AUTH0_ISSUER and the tenant's signing keys");
			}
			logRecovery();
			return new CachedKeys((current != null && current.equals(keys)) ? current : keys, this.clock.instant());
		}
		catch (IOException | RuntimeException | Error failure) {
			logFailure(failure);
			throw new CompletionException(failure);
		}
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
					+ ((current() != null) ? ". The cached keys stay in use." : ". Requests are answered with 503.")
					+ " Loading is repeated.");
		}
		this.isFailing = true;
	}

	private static String cause(Throwable failure) {
		return (failure instanceof JwkSetException invalid) ? String.valueOf(invalid.getMessage())
				: ConnectionFailure.describe(failure);
	}

	private static void await(CompletableFuture<CachedKeys> load, Duration timeout) {
		load.handle((_, _) -> true).completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	@Override
	public void afterPropertiesSet() {
		await(this.cache.refresh(), STARTUP_TIMEOUT);
	}

	@Scheduled(fixedDelay = 1000)
	void refreshAhead() {
		var _ = this.cache.get();
	}

	@Override
	public Health health() {
		CachedKeys keys = this.cache.current();
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
