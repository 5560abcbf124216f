package io.accountlink.benchmark;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.accountlink.settings.TlsCertificate;

/**
 * Measures each variant, as {@link Variant#start} takes it, from its start to the first
 * 201, and then at a constant rate of links: a slow link delays none of the next. One
 * line for each start; variants take turns, and the first round only warms the load
 * generator.
 */
final class StartBenchmark {

	private static final int ROUNDS = Integer.getInteger("rounds", 4);

	private static final int RATE = Integer.getInteger("rate", 200);

	private static final int SECONDS = 10;

	private static final int LINKS = RATE * SECONDS;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final BenchmarkAuth0Process auth0;

	private final TlsCertificate certificate;

	private int nextPair;

	private StartBenchmark(BenchmarkAuth0Process auth0, TlsCertificate certificate) {
		this.auth0 = auth0;
		this.certificate = certificate;
	}

	public static void main(String[] variants) throws Exception {
		TlsCertificate certificate = TlsCertificate.of(Files.createTempDirectory("benchmark"), "localhost");
		int pairs = (ROUNDS + 1) * variants.length * (LINKS + 1);
		try (BenchmarkAuth0Process auth0 = BenchmarkAuth0Process.start(System.getProperty("auth0.schemes", "https"),
				certificate.keyStore(), pairs, 1)) {
			auth0.setLatency(Duration.ofMillis(Integer.getInteger("auth0.takes", 150)));
			StartBenchmark benchmark = new StartBenchmark(auth0, certificate);
			for (int round = 0; round <= ROUNDS; round++) {
				for (String variant : variants) {
					benchmark.measure(round, variant);
				}
			}
		}
		System.exit(0);
	}

	private void measure(int round, String command) throws Exception {
		long start = System.nanoTime();
		Variant variant = Variant.start(command, this.auth0, this.certificate.trustOptions());
		int status = this.http.send(variant.link(this.nextPair++), BodyHandlers.discarding()).statusCode();
		double first = millisSince(start);
		Duration cpu = variant.cpu();
		AtomicInteger created = new AtomicInteger();
		double[] millis = atConstantRate(variant, created);
		System.out.printf(
				"%d %-10s %d after %.0f ms, %d ms of CPU time; %d/s: p99 %.0f ms in seconds 0-2, %.0f in 2-5, "
						+ "%.0f in 5-10; %d of %d linked; %.1f ms of CPU time a link%n",
				round, variant.name, status, first, cpu.toMillis(), RATE, p99(millis, 0, 2), p99(millis, 2, 5),
				p99(millis, 5, SECONDS), created.get(), LINKS, variant.cpu().minus(cpu).toNanos() / 1e6 / LINKS);
		variant.stop();
	}

	private double[] atConstantRate(Variant variant, AtomicInteger created) throws Exception {
		double[] millis = new double[LINKS];
		List<HttpRequest> links = IntStream.range(0, LINKS).mapToObj((index) -> variant.link(this.nextPair++)).toList();
		long start = System.nanoTime();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int index = 0; index < LINKS; index++) {
				int link = index;
				var _ = callers.submit(() -> {
					long due = start + link * 1_000_000_000L / RATE;
					Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
					if (this.http.send(links.get(link), BodyHandlers.discarding()).statusCode() == 201) {
						created.incrementAndGet();
					}
					millis[link] = millisSince(due);
					return link;
				});
			}
		}
		return millis;
	}

	private static double millisSince(long nanoTime) {
		return (System.nanoTime() - nanoTime) / 1e6;
	}

	private static double p99(double[] millis, int fromSecond, int toSecond) {
		double[] window = Arrays.copyOfRange(millis, fromSecond * RATE, toSecond * RATE);
		Arrays.sort(window);
		return window[(int) (window.length * 0.99)];
	}

}
