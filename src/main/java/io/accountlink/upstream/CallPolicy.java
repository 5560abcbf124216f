package io.accountlink.upstream;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.Busy;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.NotTried;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes calls of one kind: each within the request's deadline and behind the kind's own
 * breaker. A call is repeated only where nothing can have happened, or where it changes
 * nothing.
 */
public final class CallPolicy {

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

	private static final int MOST_REPETITIONS = 2;

	private static final String REPEATABLE = "The request may be repeated safely.";

	private final CircuitBreaker breaker;

	private final RetryBudget budget;

	private final UpstreamSettings settings;

	private final CallMeters meters;

	CallPolicy(CircuitBreaker breaker, RetryBudget budget, UpstreamSettings settings, CallMeters meters) {
		this.breaker = breaker;
		this.budget = budget;
		this.settings = settings;
		this.meters = meters;
	}

	/**
	 * Makes a call that changes nothing, so that it may be repeated where it fails.
	 * @param translation from what the HTTP client throws, or a {@link TimeoutException},
	 * to what it means
	 */
	public <T> T read(Deadline deadline, Supplier<Mono<T>> call, Function<Throwable, UpstreamException> translation) {
		return repeating(deadline, true, (repetition) -> once(call,
				(repetition == 0) ? deadline.remaining().dividedBy(2) : deadline.remaining(), translation));
	}

	/**
	 * Makes a call that changes something. It leaves time to find out what came of it,
	 * and is repeated only where it was certainly not carried out.
	 * @param translation from what the HTTP client throws, or a {@link TimeoutException},
	 * to what it means
	 */
	public <T> T write(Deadline deadline, Supplier<Mono<T>> call, Function<Throwable, UpstreamException> translation) {
		return repeating(deadline, false, (repetition) -> once(call, deadline.remainingBeforeSettling(), translation));
	}

	private <T> T repeating(Deadline deadline, boolean harmless, Function<Integer, T> attempt) {
		this.budget.recordCall();
		for (int repetition = 0;; repetition++) {
			try {
				return attempt.apply(repetition);
			}
			catch (UpstreamException failure) {
				Duration wait = waitBeforeRepeating(failure, harmless);
				if (wait == null || repetition == MOST_REPETITIONS
						|| !deadline.allowsWaiting(wait, this.settings.longestWait()) || !this.budget.allowsOne()) {
					throw failure;
				}
				sleep(wait);
			}
		}
	}

	private static @Nullable Duration waitBeforeRepeating(UpstreamException failure, boolean harmless) {
		return switch (failure) {
			case Busy busy -> atLeastShortest(busy.waitBeforeRepeating());
			case NotSent gone -> jittered();
			case OutcomeUnknown unknown when harmless && unknown.isTrouble() -> jittered();
			default -> null;
		};
	}

	private static @Nullable Duration atLeastShortest(@Nullable Duration wait) {
		return (wait != null && wait.compareTo(SHORTEST_WAIT) < 0) ? SHORTEST_WAIT : wait;
	}

	private static Duration jittered() {
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, 100));
	}

	private void sleep(Duration wait) {
		try {
			Thread.sleep(wait);
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
			throw new NotTried(unavailable("The service is stopping."));
		}
	}

	private <T> T once(Supplier<Mono<T>> call, Duration timeout, Function<Throwable, UpstreamException> translation) {
		long start = System.nanoTime();
		try {
			T answer = attempt(call, timeout, translation);
			this.meters.record(null, Duration.ofNanos(System.nanoTime() - start));
			return answer;
		}
		catch (UpstreamException failure) {
			this.meters.record(failure, Duration.ofNanos(System.nanoTime() - start));
			throw failure;
		}
	}

	private <T> T attempt(Supplier<Mono<T>> call, Duration timeout,
			Function<Throwable, UpstreamException> translation) {
		if (timeout.isZero()) {
			throw new NotTried(ProblemType.AUTH0_TIMEOUT.because("There was no time left for it. " + REPEATABLE));
		}
		if (!this.breaker.tryAcquirePermission()) {
			throw new NotTried(unavailable("Auth0 has failed too often just now."));
		}
		long start = System.nanoTime();
		try {
			T answer = await(Mono.defer(call), timeout, translation);
			this.breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
			return answer;
		}
		catch (UpstreamException failure) {
			record(failure, System.nanoTime() - start);
			throw failure;
		}
	}

	private void record(UpstreamException failure, long nanos) {
		if (failure.isTrouble()) {
			this.breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
		}
		else if (failure instanceof Busy || failure instanceof NotTried) {
			this.breaker.releasePermission();
		}
		else {
			this.breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private <T> T await(Mono<T> call, Duration timeout, Function<Throwable, UpstreamException> translation) {
		CompletableFuture<@Nullable T> answer = call.contextCapture().toFuture();
		try {
			T present = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			if (present == null) {
				throw translation.apply(new NoSuchElementException("an empty answer"));
			}
			return present;
		}
		catch (ExecutionException failed) {
			throw translation.apply((failed.getCause() != null) ? failed.getCause() : failed);
		}
		catch (TimeoutException late) {
			answer.cancel(true);
			throw translation.apply(late);
		}
		catch (InterruptedException stopped) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw OutcomeUnknown.trouble(unavailable("The service is stopping."), stopped);
		}
	}

	private ProblemException unavailable(String why) {
		return ProblemType.AUTH0_UNAVAILABLE.because(why + " " + REPEATABLE).retryAfter(this.settings.breakerPause());
	}

}
