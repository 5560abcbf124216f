package io.accountlink.simulation;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where answers hang until the situation ends, so that no thread outlives its test.
 */
final class ReleaseLatch {

	private volatile CountDownLatch end = new CountDownLatch(1);

	/**
	 * Waits, and says whether the situation ended meanwhile.
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
