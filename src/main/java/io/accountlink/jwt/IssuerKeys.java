package io.accountlink.jwt;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.ResourceRetriever;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Issuer;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The issuer's public keys: fetched in the background and ahead of need, kept for as long
 * as the issuer is down, and fetched on the word of an unknown key twice a minute at
 * most. An instance is ready once it has had them.
 */
@Component
public class IssuerKeys implements InitializingBean, HealthIndicator {

	private static final Log log = LogFactory.getLog(IssuerKeys.class);

	private static final Duration REFRESH_AFTER = Duration.ofMinutes(5);

	private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

	private static final Duration PATIENCE_AT_START = Duration.ofSeconds(2);

	// Shorter than the shortest deadline of a request.
	private static final Duration PATIENCE_OF_REQUESTS = Duration.ofMillis(500);

	private static final Duration HEALS_WITHIN = Duration.ofSeconds(5);

	private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

	private final URL address;

	private final ResourceRetriever retriever;

	private final Clock clock;

	private final KeyMeters meters;

	private volatile @Nullable Fetched known;

	private @Nullable CompletableFuture<Void> fetching;

	private Instant nextRefresh = Instant.EPOCH;

	private Instant nextForUnknown = Instant.EPOCH;

	IssuerKeys(Issuer issuer, ResourceRetriever retriever, Clock clock, MeterRegistry meters) {
		this.address = url(issuer);
		this.retriever = retriever;
		this.clock = clock;
		this.meters = new KeyMeters(meters);
	}

	private static URL url(Issuer issuer) {
		try {
			return URI.create(issuer.at(".well-known/jwks.json")).toURL();
		}
		catch (MalformedURLException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * The keys that fit. Where none does, it may be too new to be known, and a request
	 * waits a moment for it.
	 */
	List<JWK> select(JWKSelector selector) {
		List<JWK> keys = selector.select(known());
		if (!keys.isEmpty()) {
			return keys;
		}
		await(comingForUnknown(), PATIENCE_OF_REQUESTS);
		return selector.select(known());
	}

	private JWKSet known() {
		Fetched had = this.known;
		if (had == null) {
			throw ProblemType.AUTH0_UNAVAILABLE.because("The issuer's keys could not be had yet.")
				.retryAfter(HEALS_WITHIN);
		}
		return had.keys();
	}

	private synchronized CompletableFuture<Void> comingForUnknown() {
		Instant now = this.clock.instant();
		CompletableFuture<Void> underWay = Objects.requireNonNullElse(this.fetching, NOTHING);
		if (now.isBefore(this.nextForUnknown)) {
			return underWay;
		}
		this.nextForUnknown = now.plus(BETWEEN_ATTEMPTS);
		return underWay.thenCompose((done) -> fetch());
	}

	private synchronized CompletableFuture<Void> fetch() {
		if (this.fetching == null) {
			this.fetching = CompletableFuture.runAsync(this::load, Thread::startVirtualThread);
		}
		return this.fetching;
	}

	private void load() {
		try {
			JWKSet keys = retrieve();
			this.known = new Fetched(keys, this.clock.instant());
			this.meters.refreshed(true);
		}
		catch (IOException outage) {
			this.meters.refreshed(false);
			log.warn("The issuer's keys can't be had: " + outage.getMessage());
		}
		finally {
			fetched();
		}
	}

	private JWKSet retrieve() throws IOException {
		try {
			JWKSet keys = unambiguous(JWKSet.parse(this.retriever.retrieveResource(this.address).getContent()));
			if (keys.isEmpty()) {
				throw new IOException("the issuer publishes none");
			}
			return keys;
		}
		catch (ParseException malformed) {
			throw new IOException("the issuer's answer is no set of keys", malformed);
		}
	}

	private synchronized void fetched() {
		this.fetching = null;
	}

	// Two keys of one id can't be told apart, so neither is trusted.
	private static JWKSet unambiguous(JWKSet keys) {
		Map<String, List<JWK>> byId = keys.getKeys()
			.stream()
			.filter((key) -> key.getKeyID() != null)
			.collect(Collectors.groupingBy(JWK::getKeyID));
		return new JWKSet(byId.values().stream().filter((same) -> same.size() == 1).map(List::getFirst).toList());
	}

	private static void await(CompletableFuture<Void> coming, Duration patience) {
		coming.copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	@Override
	public void afterPropertiesSet() {
		await(fetch(), PATIENCE_AT_START);
	}

	@Scheduled(fixedDelay = 1000)
	synchronized void refreshAhead() {
		Fetched had = this.known;
		Instant now = this.clock.instant();
		if (had == null) {
			var _ = fetch();
		}
		else if (!now.isBefore(had.at().plus(REFRESH_AFTER)) && !now.isBefore(this.nextRefresh)) {
			this.nextRefresh = now.plus(BETWEEN_ATTEMPTS);
			var _ = fetch();
		}
	}

	@Override
	public Health health() {
		Fetched had = this.known;
		if (had == null) {
			return Health.outOfService().withDetail("keys", 0).build();
		}
		return Health.up().withDetail("keys", had.keys().size()).withDetail("fetched", had.at().toString()).build();
	}

	/**
	 * What the issuer published.
	 *
	 * @param keys those that can be told apart
	 * @param at when they were had
	 */
	private record Fetched(JWKSet keys, Instant at) {
	}

}
