package io.accountlink.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.simulation.MovableClock;
import io.accountlink.upstream.UpstreamException.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refresh-ahead cache of numbers that are refreshed after 20 s and expire after 90 s.
 */
@Timeout(30)
class RefreshAheadCacheTests {

	private static final Duration REFRESH = Duration.ofSeconds(20);

	private static final Duration LIFETIME = Duration.ofSeconds(90);

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final Duration MOMENT = Duration.ofMillis(1);

	private final MovableClock clock = MovableClock.stoppedNow();

	private final Server server = new Server(this.clock.monotonic());

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final RefreshAheadCache<Value> cache = new RefreshAheadCache<>(this.server::load,
			(value, now) -> now.isBefore(value.loadedAt().plus(LIFETIME)),
			(value, now) -> !now.isBefore(value.loadedAt().plus(REFRESH)), this.clock.monotonic(),
			Counter.builder("loads").withRegistry(this.meters));

	@Test
	void nothingIsLoadedBeforeTheFirstCall() {
		assertThat(this.cache.current()).isNull();
		assertThat(count("success")).isZero();
		assertThat(count("failed")).isZero();
		this.server.received(0);
	}

	@Test
	void callersOfAnEmptyCacheShareOneLoad() {
		this.server.hangs();
		List<CompletableFuture<Value>> all = Stream.generate(this.cache::get).limit(10).toList();
		assertThat(this.cache.refresh()).isSameAs(all.getFirst());
		this.server.resumes();
		assertThat(all).allSatisfy((one) -> assertThat(one.join().number()).isOne());
		this.server.received(1);
	}

	@Test
	void aValueIsNotLoadedAgainBeforeItsRefreshIsDue() {
		assertThat(get()).isOne();
		this.clock.advance(REFRESH.minus(MOMENT));
		assertThat(get()).isOne();
		this.server.received(1);
	}

	@Test
	void aRefreshThatIsDueIsStartedOnceAndNobodyWaits() throws InterruptedException {
		get();
		this.server.hangs();
		this.clock.advance(REFRESH);
		for (int call = 0; call < 10; call++) {
			assertThat(this.cache.get()).isCompletedWithValueMatching((value) -> value.number() == 1);
		}
		this.server.resumes();
		this.server.awaitLoads(2);
		assertThat(get()).isEqualTo(2);
		this.server.received(2);
	}

	@Test
	void aRefreshIsNotDelayedByAnEarlierOneThatSucceeded() throws InterruptedException {
		get();
		for (int load = 2; load < 5; load++) {
			this.clock.advance(REFRESH);
			get();
			this.server.awaitLoads(load);
		}
		assertThat(get()).isEqualTo(4);
	}

	@Test
	void aRefreshThatFailsIsRepeatedAfterHalfAMinute() throws InterruptedException {
		get();
		this.server.fails(new IllegalStateException());
		this.clock.advance(REFRESH);
		get();
		this.server.awaitLoads(2);
		this.clock.advance(INTERVAL.minus(MOMENT));
		assertThat(get()).isOne();
		this.server.received(2);
		this.clock.advance(MOMENT);
		assertThat(get()).isOne();
		this.server.awaitLoads(3);
		assertThat(count("success")).isOne();
		assertThat(count("failed")).isEqualTo(2);
	}

	@Test
	void aValueStaysToItsEndWhileRefreshesFail() throws InterruptedException {
		get();
		this.server.fails(new IllegalStateException());
		this.clock.advance(LIFETIME.minus(MOMENT));
		assertThat(get()).isOne();
		this.server.awaitLoads(2);
		this.clock.advance(MOMENT);
		assertThat(failure(this.cache.get())).isInstanceOf(IllegalStateException.class);
		assertThat(this.cache.current()).extracting(Value::number).isEqualTo(1);
		this.server.succeeds();
		assertThat(get()).isEqualTo(4);
	}

	@Test
	void aLoadThatFailsIsRepeatedByTheNextCall() {
		this.server.fails(new Refused(ProblemType.AUTH0_UNAVAILABLE.withDetail("Down.")));
		assertThat(failure(this.cache.get())).isInstanceOf(Refused.class);
		this.server.succeeds();
		assertThat(get()).isEqualTo(2);
	}

	@Test
	void rejectedCredentialsAreNotSentAgainForHalfAMinute() {
		ProblemException misconfigured = ProblemType.AUTH0_MISCONFIGURED.withDetail("Rejected.");
		this.server.fails(new Refused(misconfigured));
		for (int call = 0; call < 10; call++) {
			assertThat(failure(this.cache.get())).isInstanceOfSatisfying(Refused.class,
					(refused) -> assertThat(refused.problem()).isSameAs(misconfigured));
		}
		this.server.succeeds();
		this.clock.advance(INTERVAL.minus(MOMENT));
		assertThat(failure(this.cache.get())).isInstanceOf(Refused.class);
		this.server.received(1);
		assertThat(count("failed")).isOne();
		this.clock.advance(MOMENT);
		assertThat(get()).isEqualTo(2);
	}

	@Test
	void aRefreshThatIsNotDueLoadsAllTheSame() {
		get();
		assertThat(this.cache.refresh().join().number()).isEqualTo(2);
		assertThat(get()).isEqualTo(2);
	}

	@Test
	void aRejectedValueIsReplacedAtMostOnceInHalfAMinute() {
		Value first = this.cache.get().join();
		assertThat(this.cache.invalidate(first)).isTrue();
		assertThat(this.cache.current()).isNull();
		assertThat(this.cache.invalidate(first)).isTrue();
		Value second = this.cache.get().join();
		assertThat(second.number()).isEqualTo(2);
		assertThat(this.cache.invalidate(first)).isTrue();
		this.clock.advance(INTERVAL.minus(MOMENT));
		assertThat(this.cache.invalidate(second)).isFalse();
		assertThat(this.cache.current()).isEqualTo(second);
		this.clock.advance(MOMENT);
		assertThat(this.cache.invalidate(second)).isTrue();
		assertThat(get()).isEqualTo(3);
	}

	@Test
	void aForcedRefreshLoadsAtMostOnceInHalfAMinute() {
		get();
		assertThat(this.cache.forceRefresh().join().number()).isEqualTo(2);
		this.clock.advance(INTERVAL.minus(MOMENT));
		assertThat(this.cache.forceRefresh().join().number()).isEqualTo(2);
		this.server.received(2);
		this.clock.advance(MOMENT);
		assertThat(this.cache.forceRefresh().join().number()).isEqualTo(3);
	}

	@Test
	void aForcedRefreshFollowsTheLoadInFlightWhetherThatSucceedsOrFails() {
		for (int load = 2; load < 6; load += 2) {
			this.server.hangs();
			CompletableFuture<Value> inFlight = this.cache.refresh();
			CompletableFuture<Value> forced = this.cache.forceRefresh();
			assertThat(this.cache.forceRefresh()).isSameAs(forced);
			assertThat(this.cache.refresh()).isSameAs(forced).isNotDone();
			this.server.resumes();
			assertThat(forced.join().number()).isEqualTo(load);
			assertThat(inFlight).isDone();
			this.server.failsOnce(new IllegalStateException());
			this.clock.advance(INTERVAL);
		}
	}

	private int get() {
		return this.cache.get().join().number();
	}

	private static @Nullable Throwable failure(CompletableFuture<Value> load) {
		return load.handle((_, failure) -> failure).join().getCause();
	}

	private double count(String outcome) {
		return this.meters.get("loads").tag("outcome", outcome).counter().count();
	}

	/**
	 * A loaded value.
	 *
	 * @param number how many loads there were
	 * @param loadedAt time of the load
	 */
	private record Value(int number, Instant loadedAt) {
	}

	/**
	 * The server that values are loaded from, which counts its loads.
	 */
	private static final class Server {

		private final MonotonicClock clock;

		private final AtomicInteger loads = new AtomicInteger();

		private volatile Thread loader = Thread.currentThread();

		private volatile CountDownLatch latch = new CountDownLatch(0);

		private volatile @Nullable RuntimeException failure;

		private volatile boolean once;

		Server(MonotonicClock clock) {
			this.clock = clock;
		}

		Value load() {
			this.loader = Thread.currentThread();
			int number = this.loads.incrementAndGet();
			try {
				this.latch.await();
			}
			catch (InterruptedException stopped) {
				throw new CompletionException(stopped);
			}
			RuntimeException current = this.failure;
			if (this.once) {
				succeeds();
			}
			if (current != null) {
				throw current;
			}
			return new Value(number, this.clock.instant());
		}

		void hangs() {
			this.latch = new CountDownLatch(1);
		}

		void resumes() {
			this.latch.countDown();
		}

		void fails(RuntimeException how) {
			this.failure = how;
		}

		void failsOnce(RuntimeException how) {
			this.once = true;
			this.failure = how;
		}

		void succeeds() {
			this.failure = null;
			this.once = false;
		}

		void received(int times) {
			assertThat(this.loads).hasValue(times);
		}

		/**
		 * Waits until the cache has processed the result of this load.
		 */
		void awaitLoads(int times) throws InterruptedException {
			Awaitility.await().until(() -> this.loads.get() == times);
			this.loader.join();
		}

	}

}
