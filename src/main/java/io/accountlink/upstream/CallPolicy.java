package io.accountlink.upstream;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.NotPermitted;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import io.accountlink.upstream.UpstreamException.Inconclusive.Reason;
import io.accountlink.upstream.UpstreamException.RateLimited;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Executes the calls of one kind within the request's deadline, behind a circuit breaker
 * and with retries: a read is idempotent, a write is retried only where it certainly was
 * not carried out. A call is retried at most twice, after a back-off of 20 to 100 ms; the
 * wait for a rate limit has jitter of up to 1 s.
 */
public final class CallPolicy {

	/**
	 * Key in Reactor's context of a call: its {@link ClientCall}.
	 */
	public static final String CLIENT_CALL = ClientCall.class.getName();

	private static final Log log = LogFactory.getLog(CallPolicy.class);

	private static final Duration CLIENT_TIMEOUT_GRACE = Duration.ofSeconds(1);

	private static final int MAX_RETRIES = 2;

	private static final Duration MIN_RATE_LIMIT_WAIT = Duration.ofMillis(100);

	private static final Duration MAX_JITTER = Duration.ofSeconds(1);

	// Reactor's key for a hook of one subscription (reactor.core.publisher.Hooks). The
	// default hook logs an error with a stack trace for each call that is cancelled.
	private static final String ON_ERROR_DROPPED = "reactor.onErrorDropped.local";

	private static final String REPEATABLE = "The request may be repeated safely.";

	private final CircuitBreaker circuitBreaker;

	private final RetryBudget budget;

	private final RateLimitPause pause;

	private final UpstreamSettings settings;

	private final CallMeters meters;

	private final ConnectionLog connectionLog;

	CallPolicy(CircuitBreaker circuitBreaker, RetryBudget budget, RateLimitPause pause, UpstreamSettings settings,
			CallMeters meters, ConnectionLog connectionLog) {
		this.circuitBreaker = circuitBreaker;
		this.budget = budget;
		this.pause = pause;
		this.settings = settings;
		this.meters = meters;
		this.connectionLog = connectionLog;
	}

	/**
	 * Executes an idempotent call, which is retried on any failure. It may use all the
	 * time left.
	 * @param call creates the request in the caller's thread, whose trace it carries
	 * @param translation from an exception of the HTTP client, or a
	 * {@link TimeoutException}, to its meaning
	 */
	public <T> T read(Deadline deadline, Supplier<Mono<T>> call, Function<Throwable, UpstreamException> translation) {
		return withRetry(deadline, true, () -> callOnce(call.get(), deadline.remaining(), translation));
	}

	/**
	 * Executes an idempotent call like {@link #read}. Where half of the time left passes
	 * without an answer, a hedged second request competes with the first.
	 * @param call creates the request in the caller's thread, whose trace it carries
	 * @param translation from an exception of the HTTP client, or a
	 * {@link TimeoutException}, to its meaning
	 */
	public <T> T hedgedRead(Deadline deadline, Supplier<Mono<T>> call,
			Function<Throwable, UpstreamException> translation) {
		return read(deadline, () -> hedged(call.get(), deadline), translation);
	}

	// A failure of the second request is ignored; the first may still succeed.
	private <T> Mono<T> hedged(Mono<T> call, Deadline deadline) {
		Mono<T> second = call.onErrorComplete().switchIfEmpty(Mono.never());
		return Mono.firstWithSignal(call, Mono.defer(() -> acquireRetry(deadline) ? second : Mono.<T>never())
			.delaySubscription(deadline.remaining().dividedBy(2)));
	}

	/**
	 * Executes a call that is not idempotent. It leaves the reserve of the deadline for
	 * reconciliation, and is not sent where less than 5 % of the deadline would be left
	 * for it.
	 * @param call creates the request in the caller's thread, whose trace it carries
	 * @param translation from an exception of the HTTP client, or a
	 * {@link TimeoutException}, to its meaning
	 */
	public <T> T write(Deadline deadline, Supplier<Mono<T>> call, Function<Throwable, UpstreamException> translation) {
		return withRetry(deadline, false, () -> callOnce(call.get(), deadline.remainingForWrite(), translation));
	}

	/**
	 * Whether calls are permitted without limit. A half-open circuit breaker permits one
	 * call at a time.
	 */
	public boolean isClosed() {
		return this.circuitBreaker.getState() == CircuitBreaker.State.CLOSED;
	}

	private <T> T withRetry(Deadline deadline, boolean idempotent, Supplier<T> attempt) {
		awaitEndOfPause(deadline);
		this.budget.recordCall();
		deadline.beginCalls();
		UpstreamException previous = null;
		for (int retries = 0;; retries++) {
			try {
				T answer = attempt.get();
				if (previous instanceof RateLimited) {
					this.pause.end();
				}
				return answer;
			}
			catch (NotPermitted denied) {
				throw (previous != null) ? previous : denied;
			}
			catch (UpstreamException failure) {
				previous = failure;
				if (failure instanceof RateLimited limited) {
					this.pause.begin(limited);
				}
				Duration backoff = backoff(failure, idempotent, deadline);
				if (backoff == null || retries == MAX_RETRIES || !acquireRetry(deadline)) {
					throw failure;
				}
				sleep(failure, backoff, deadline);
			}
		}
	}

	// A request that has made no call yet is refused at once.
	private void awaitEndOfPause(Deadline deadline) {
		RateLimited refusal = this.pause.current();
		if (refusal == null) {
			return;
		}
		Duration wait = deadline.hasBegunCalls() ? backoff(refusal, false, deadline) : null;
		if (wait == null) {
			this.meters.record(refusal, Duration.ZERO);
			throw refusal;
		}
		sleep(refusal, wait, deadline);
	}

	private boolean acquireRetry(Deadline deadline) {
		return this.budget.tryAcquire(deadline.isReconciling());
	}

	private @Nullable Duration backoff(UpstreamException failure, boolean idempotent, Deadline deadline) {
		Duration longest = (failure instanceof RateLimited)
				? deadline.remainingRateLimitWait(this.settings.longestWait()) : deadline.remainingBeforeReserve();
		Duration wait = switch (failure) {
			case RateLimited limited when limited.retryAfter() != null -> withJitter(limited.retryAfter(), longest);
			case NotSent notSent -> randomBackoff();
			case Inconclusive unknown when idempotent && unknown.isFailure() -> randomBackoff();
			default -> null;
		};
		return (wait != null && wait.compareTo(longest) <= 0) ? wait : null;
	}

	/**
	 * Adds jitter to the wait for the rate limit, so that replicas do not resume at the
	 * same moment: at most 1 s and at most half of the time to spare.
	 */
	static Duration withJitter(Duration retryAfter, Duration longest) {
		Duration wait = (retryAfter.compareTo(MIN_RATE_LIMIT_WAIT) < 0) ? MIN_RATE_LIMIT_WAIT : retryAfter;
		long maxJitter = Math.min(MAX_JITTER.toMillis(), longest.minus(wait).dividedBy(2).toMillis());
		return (maxJitter > 0) ? wait.plusMillis(ThreadLocalRandom.current().nextLong(maxJitter)) : wait;
	}

	private static Duration randomBackoff() {
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, 100));
	}

	private void sleep(UpstreamException cause, Duration backoff, Deadline deadline) {
		if (cause instanceof RateLimited) {
			deadline.beginRateLimitWait(backoff);
		}
		try {
			Thread.sleep(backoff);
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
			throw new NotPermitted(unavailable("The service is shutting down."));
		}
	}

	private <T> T callOnce(Mono<T> call, Duration timeout, Function<Throwable, UpstreamException> translation) {
		long start = System.nanoTime();
		try {
			T answer = executeWithCircuitBreaker(call, timeout, translation);
			record(null, start);
			return answer;
		}
		catch (UpstreamException failure) {
			record(failure, start);
			throw failure;
		}
	}

	private void record(@Nullable UpstreamException failure, long start) {
		this.meters.record(failure, Duration.ofNanos(System.nanoTime() - start));
		this.connectionLog.record(failure);
	}

	private <T> T executeWithCircuitBreaker(Mono<T> call, Duration timeout,
			Function<Throwable, UpstreamException> translation) {
		if (timeout.isZero()) {
			throw new NotPermitted(
					ProblemType.AUTH0_TIMEOUT.withDetail("No time was left to call Auth0. " + REPEATABLE));
		}
		try {
			return this.circuitBreaker.executeSupplier(() -> await(call, timeout, translation));
		}
		catch (CallNotPermittedException open) {
			throw new NotPermitted(unavailable("Too many calls to Auth0 failed; the circuit breaker is open."));
		}
	}

	// The time limit is Reactor's: a virtual thread that waits with a time limit of its
	// own wakes the scheduler's delay thread twice, at its start and at its end. Before
	// the header of a response the HTTP client's own exception is awaited, also by a busy
	// process or one that was paused: it tells a call that never connected.
	private <T> T await(Mono<T> call, Duration timeout, Function<Throwable, UpstreamException> translation) {
		ClientCall client = new ClientCall(timeout, new AtomicBoolean());
		Mono<Long> end = Mono.delay(timeout)
			.delayUntil((_) -> client.hasResponse().get() ? Mono.empty() : Mono.delay(CLIENT_TIMEOUT_GRACE));
		CompletableFuture<@Nullable T> answer = call.timeout(end, Mono.error(TimeoutException::new))
			.contextCapture()
			.contextWrite((context) -> context.put(CLIENT_CALL, client)
				.put(ON_ERROR_DROPPED, (Consumer<Throwable>) CallPolicy::logDropped))
			.toFuture();
		try {
			T present = answer.get();
			if (present == null) {
				throw translation.apply(new NoSuchElementException("an empty answer"));
			}
			return present;
		}
		catch (ExecutionException failed) {
			throw translation.apply((failed.getCause() != null) ? failed.getCause() : failed);
		}
		catch (InterruptedException stopped) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw new Inconclusive(unavailable("The service is shutting down."), Reason.INTERRUPTED, stopped);
		}
	}

	// The message of WebClient's exception has the URL, which holds an account id.
	private static void logDropped(Throwable dropped) {
		log.debug("A call failed after it was cancelled: " + dropped.getClass().getName());
	}

	private ProblemException unavailable(String why) {
		return ProblemType.AUTH0_UNAVAILABLE.withDetail(why + " " + REPEATABLE)
			.retryAfter(this.settings.breakerPause());
	}

	/**
	 * What the HTTP client has to know and to report of a call.
	 *
	 * @param timeout the client's own time limit of the call
	 * @param hasResponse set once the header of a response has arrived
	 */
	public record ClientCall(Duration timeout, AtomicBoolean hasResponse) {
	}

}
