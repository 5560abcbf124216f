package io.accountlink.idtoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Replay cache of this instance. It runs on the wall clock, as the expiry of an ID token
 * does.
 */
@Component
class InMemoryReplayCache implements ReplayCache {

	/**
	 * Bound on memory, about 15 MiB. Caffeine's {@code maximumSize} would evict ID tokens
	 * that could still be replayed, so a full cache refuses new ones instead.
	 */
	static final int MAXIMUM_SIZE = 50_000;

	/** How far the clocks of two replicas may differ. */
	static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private final Cache<String, Use> uses;

	InMemoryReplayCache(Clock clock, MeterRegistry meters) {
		this.uses = CaffeineCacheMetrics.monitor(meters,
				Caffeine.newBuilder()
					.expireAfter(Expiry.writing((String token, Use use) -> use.timeToLive(clock)))
					.ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
					.recordStats()
					.build(),
				"replay");
	}

	@Override
	public boolean register(String token, AccountId account, Instant expiresAt) {
		Use use = new Use(account.toString(), expiresAt);
		return registerIfAbsent(token, use).hasSameOwnerAs(use);
	}

	@Override
	public boolean isAvailable(String token, AccountId account) {
		return find(token).filter((use) -> !use.isOwnedBy(account.toString())).isEmpty();
	}

	/**
	 * Returns the first use of a token, which is the given one where there is none yet.
	 */
	Use registerIfAbsent(String token, Use use) {
		if (isFull()) {
			this.uses.cleanUp();
		}
		return this.uses.get(token, (_) -> {
			requireCapacity();
			return use;
		});
	}

	// Requests that race exceed the bound by their number at most.
	private void requireCapacity() {
		if (isFull()) {
			throw ProblemType.OVERLOADED
				.withDetail("This instance can't register more ID tokens for now. Nothing was changed.")
				.retryAfter(RETRY_AFTER);
		}
	}

	private boolean isFull() {
		return this.uses.estimatedSize() >= MAXIMUM_SIZE;
	}

	void replace(String token, Use use) {
		this.uses.put(token, use);
	}

	Optional<Use> find(String token) {
		return Optional.ofNullable(this.uses.getIfPresent(token));
	}

	Set<String> tokens() {
		return this.uses.asMap().keySet();
	}

	/**
	 * First use of an ID token.
	 *
	 * @param owner the primary account: its id, or its SHA-256 with Redis
	 * @param expiresAt when the ID token is too old to be accepted
	 */
	record Use(String owner, Instant expiresAt) {

		boolean hasSameOwnerAs(Use other) {
			return isOwnedBy(other.owner);
		}

		boolean isOwnedBy(String account) {
			return this.owner.equals(account);
		}

		// Redis refuses a time to live that isn't positive.
		Duration timeToLive(Clock clock) {
			Duration rest = Duration.between(clock.instant(), this.expiresAt).plus(CLOCK_SKEW);
			return rest.isPositive() ? rest : Duration.ofMillis(1);
		}

	}

}
