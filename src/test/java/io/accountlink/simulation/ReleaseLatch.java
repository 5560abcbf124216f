package io.accountlink.simulation;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Latch that blocks responses until the situation ends, so that no thread outlives its
 * test.
 */
final class ReleaseLatch {

	private volatile CountDownLatch end = new CountDownLatch(1);

	/**
	 * Waits at most this long, and returns whether the latch was released.
	 */
	boolean awaitRelease(Duration time) throws InterruptedIOException {
		try {
			return this.end.await(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
	}

	void release() {
		CountDownLatch old = this.end;
		this.end = new CountDownLatch(1);
		old.countDown();
	}

}
