package io.accountlink.benchmark;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Sends requests with a fixed concurrency, and measures latency and throughput.
 */
final class LoadGenerator {

	private final HttpClient http;

	LoadGenerator(HttpClient http) {
		this.http = http;
	}

	/**
	 * Sends requests.
	 * @param total the number of requests
	 * @param concurrency the number of workers, each of which sends one request at a time
	 * @param request creates the request of an index
	 */
	Result send(int total, int concurrency, IntFunction<HttpRequest> request) throws Exception {
		long[] nanos = new long[total];
		AtomicInteger next = new AtomicInteger();
		AtomicInteger created = new AtomicInteger();
		long start = System.nanoTime();
		try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
			var running = IntStream.range(0, concurrency)
				.mapToObj((worker) -> workers.<Void>submit(() -> work(nanos, next, created, request)))
				.toList();
			for (Future<Void> worker : running) {
				worker.get();
			}
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		Arrays.sort(nanos);
		return new Result(total, created.get(), total / seconds, nanos[total / 2] / 1e6,
				nanos[(int) (total * 0.99)] / 1e6);
	}

	@SuppressWarnings("NullAway")
	private Void work(long[] nanos, AtomicInteger next, AtomicInteger created, IntFunction<HttpRequest> request)
			throws Exception {
		for (int index = next.getAndIncrement(); index < nanos.length; index = next.getAndIncrement()) {
			HttpRequest one = request.apply(index);
			long start = System.nanoTime();
			if (isCreated(one)) {
				created.incrementAndGet();
			}
			nanos[index] = System.nanoTime() - start;
		}
		return null;
	}

	// A lost connection counts as a link that was not made.
	private boolean isCreated(HttpRequest one) throws InterruptedException {
		try {
			return this.http.send(one, BodyHandlers.ofString()).statusCode() == 201;
		}
		catch (IOException cutOff) {
			return false;
		}
	}

	/**
	 * Measurements.
	 *
	 * @param total the number of requests
	 * @param created the number of responses with 201
	 * @param perSecond the requests per second
	 * @param p50 the median latency in milliseconds
	 * @param p99 the 99th percentile of the latency in milliseconds
	 */
	record Result(int total, int created, double perSecond, double p50, double p99) {

		@Override
		public String toString() {
			String failed = (this.created < this.total) ? ", " + (this.total - this.created) + " NOT LINKED" : "";
			return "%.0f/s, p50 %.2f ms, p99 %.2f ms%s".formatted(this.perSecond, this.p50, this.p99, failed);
		}

	}

}
