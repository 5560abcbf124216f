package io.accountlink.auth0;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.TraceContext;

/**
 * A read that runs in a thread of its own, within the trace of the request. Closing it
 * cancels it, so that no call outlives the request.
 */
public final class BackgroundRead<T> implements AutoCloseable {

	private final FutureTask<T> task;

	BackgroundRead(Callable<T> read) {
		this.task = new FutureTask<>(read);
	}

	void start() {
		TraceContext.startVirtualThread(this.task);
	}

	/**
	 * Waits for the result. A read that was not started runs in this thread.
	 * @throws ProblemException the problem of the read
	 */
	public T await() {
		this.task.run();
		try {
			return this.task.get();
		}
		catch (ExecutionException failed) {
			throw (failed.getCause() instanceof ProblemException problem) ? problem : new IllegalStateException(failed);
		}
		catch (InterruptedException stopped) {
			Thread.currentThread().interrupt();
			throw ProblemType.AUTH0_UNAVAILABLE.withDetail("The service is shutting down.");
		}
	}

	@Override
	public void close() {
		this.task.cancel(true);
	}

}
