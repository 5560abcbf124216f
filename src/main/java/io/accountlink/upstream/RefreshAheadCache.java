package io.accountlink.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemType;
import io.accountlink.settings.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import org.jspecify.annotations.Nullable;

/**
 * Refresh-ahead cache of one value of another server: single flight, refresh in the
 * background. While refreshes fail, they are repeated every 30 s, and the cached value
 * stays in use until it expires.
 *
 * @param <T> the value
 */
public final class RefreshAheadCache<T> {

	private static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

	private final Supplier<T> loader;

	private final BiPredicate<T, Instant> isValidAt;

	private final BiPredicate<T, Instant> isRefreshDueAt;

	private final MonotonicClock clock;

	private final MeterProvider<Counter> loads;

	private volatile @Nullable T value;

	private CompletableFuture<T> lastLoad = CompletableFuture.failedFuture(new IllegalStateException("Not loaded"));

	private Instant nextLoad = Instant.MIN;

	private Instant nextRefresh = Instant.MIN;

	private Instant nextForcedRefresh = Instant.MIN;

	/**
	 * Creates an empty cache.
	 * @param loader loads a value, each time in a thread of its own
	 * @param loads counts the loads by {@code outcome}
	 */
	public RefreshAheadCache(Supplier<T> loader, BiPredicate<T, Instant> isValidAt,
			BiPredicate<T, Instant> isRefreshDueAt, MonotonicClock clock, MeterProvider<Counter> loads) {
		this.loader = loader;
		this.isValidAt = isValidAt;
		this.isRefreshDueAt = isRefreshDueAt;
		this.clock = clock;
		this.loads = loads;
		List.of("success", "failed").forEach((outcome) -> loads.withTag("outcome", outcome));
	}

	/**
	 * The last value, also where it has expired; {@code null} where there is none.
	 */
	public @Nullable T current() {
		return this.value;
	}

	/**
	 * The cached value, whose refresh starts if it is due; a load where none is valid.
	 */
	public synchronized CompletableFuture<T> get() {
		Instant now = this.clock.instant();
		T cached = this.value;
		if (cached == null || !this.isValidAt.test(cached, now)) {
			return refresh();
		}
		if (this.isRefreshDueAt.test(cached, now) && !now.isBefore(this.nextRefresh)) {
			this.nextRefresh = now.plus(MIN_INTERVAL);
			var _ = refresh();
		}
		return CompletableFuture.completedFuture(cached);
	}

	/**
	 * Loads a value although one may be cached; all callers get the load in flight.
	 */
	public synchronized CompletableFuture<T> refresh() {
		if (this.lastLoad.isDone() && !this.clock.instant().isBefore(this.nextLoad)) {
			this.lastLoad = startLoad();
		}
		return this.lastLoad;
	}

	/**
	 * Removes a value that the server rejects before its expiry, at most once in 30 s.
	 * @return whether the cache no longer holds the rejected value
	 */
	public synchronized boolean invalidate(T rejected) {
		if (rejected.equals(this.value) && acquireForcedRefresh()) {
			this.value = null;
		}
		return !rejected.equals(this.value);
	}

	/**
	 * Starts another load after the one in flight, which may have been sent before the
	 * server had what the caller needs: at most once in 30 s.
	 * @return the last load, also where the previous one of these is less than 30 s ago
	 */
	public synchronized CompletableFuture<T> forceRefresh() {
		if (acquireForcedRefresh()) {
			this.lastLoad = this.lastLoad.handle((_, _) -> true).thenCompose((_) -> startLoad());
		}
		return this.lastLoad;
	}

	private boolean acquireForcedRefresh() {
		Instant now = this.clock.instant();
		if (now.isBefore(this.nextForcedRefresh)) {
			return false;
		}
		this.nextForcedRefresh = now.plus(MIN_INTERVAL);
		return true;
	}

	private CompletableFuture<T> startLoad() {
		return CompletableFuture.supplyAsync(this.loader, Thread::startVirtualThread).whenComplete(this::onLoaded);
	}

	// After rejected credentials, the failed load is the result of every load for 30 s.
	private synchronized void onLoaded(@Nullable T loaded, @Nullable Throwable failure) {
		this.loads.withTag("outcome", (loaded != null) ? "success" : "failed").increment();
		if (loaded != null) {
			this.value = loaded;
			this.nextRefresh = Instant.MIN;
		}
		else if (failure != null && failure.getCause() instanceof UpstreamException rejected
				&& rejected.problem().type() == ProblemType.AUTH0_MISCONFIGURED) {
			this.nextLoad = this.clock.instant().plus(MIN_INTERVAL);
		}
	}

}
