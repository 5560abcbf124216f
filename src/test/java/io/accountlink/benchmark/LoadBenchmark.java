package io.accountlink.benchmark;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.accountlink.settings.TlsCertificate;

/**
 * Measures the latency, processor time and memory that the service adds to a link at
 * Auth0, over each scheme. Variants take turns in every round, so that other load of the
 * machine affects all of them. Results of a variant are reported as a ratio to the first.
 */
final class LoadBenchmark {

	private static final int WARM_UP = Integer.getInteger("warm.up", 20_000);

	private static final int FIRST_LINKS = Math.min(10_000, WARM_UP);

	private static final int ROUNDS = Integer.getInteger("rounds", 7);

	private static final int LINKS = Integer.getInteger("links", 1000);

	private static final int CONCURRENCY = 16;

	private static final int IN_FLIGHT = Integer.getInteger("in.flight", 1000);

	private static final int IN_FLIGHT_LINKS = 3 * IN_FLIGHT;

	private static final Duration AUTH0_LATENCY = Duration.ofMillis(Integer.getInteger("auth0.takes", 1000));

	private static final int CALLERS = Integer.getInteger("tokens", 1);

	private static final List<String> SCHEMES = List.of(System.getProperty("auth0.schemes", "http,https").split(","));

	private final HttpClient http;

	private final LoadGenerator loadGenerator;

	private final BenchmarkAuth0Process auth0;

	private final ProcessorSpeed speed;

	private final List<Variant> variants = new ArrayList<>();

	private final List<LoadGenerator.Result> directSequential = new ArrayList<>();

	private final List<LoadGenerator.Result> directConcurrent = new ArrayList<>();

	private final List<Double> speeds = new ArrayList<>();

	private int nextPair;

	private LoadBenchmark(BenchmarkAuth0Process auth0, TlsCertificate certificate, ProcessorSpeed speed) {
		this.auth0 = auth0;
		this.speed = speed;
		this.http = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.sslContext(certificate.client())
			.build();
		this.loadGenerator = new LoadGenerator(this.http);
	}

	/**
	 * Runs the benchmark.
	 * @param arguments the variants, as {@link Variant#start} takes them; one without a
	 * command is left out
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> commands = Arrays.stream(arguments).filter((argument) -> !argument.endsWith("=")).toList();
		int links = FIRST_LINKS + WARM_UP + ROUNDS * 2 * LINKS + IN_FLIGHT_LINKS;
		int pairs = links * (commands.size() + 1);
		TlsCertificate certificate = TlsCertificate.of(Files.createTempDirectory("benchmark"), "localhost");
		ProcessorSpeed speed = ProcessorSpeed.warmedUp();
		for (String scheme : SCHEMES) {
			try (BenchmarkAuth0Process auth0 = BenchmarkAuth0Process.start(scheme, certificate.keyStore(), pairs,
					CALLERS)) {
				System.out.printf("%n%s, %d callers%n", scheme, CALLERS);
				new LoadBenchmark(auth0, certificate, speed).measure(commands, certificate.trustOptions());
			}
		}
		System.exit(0);
	}

	private void measure(List<String> commands, List<String> trustOptions) throws Exception {
		String token = this.auth0.managementToken(this.http);
		direct(FIRST_LINKS, CONCURRENCY, token);
		for (String command : commands) {
			this.variants.add(start(command, trustOptions));
		}
		for (int round = 0; round < ROUNDS; round++) {
			this.directSequential.add(direct(LINKS, 1, token));
			this.directConcurrent.add(direct(LINKS, CONCURRENCY, token));
			for (Variant variant : this.variants) {
				int calls = this.auth0.calls();
				variant.sequential.add(through(variant, LINKS, 1));
				double before = speed();
				Duration cpu = variant.cpu();
				variant.concurrent.add(through(variant, LINKS, CONCURRENCY));
				variant.perLink.add(ProcessorTime.of(variant.cpu().minus(cpu), before, speed()).perLink(LINKS));
				variant.callsToAuth0 += this.auth0.calls() - calls;
			}
		}
		report();
		this.auth0.setLatency(AUTH0_LATENCY);
		System.out.printf("%-16s %d in flight, Auth0 takes %d ms: %s%n", "direct", IN_FLIGHT, AUTH0_LATENCY.toMillis(),
				direct(IN_FLIGHT_LINKS, IN_FLIGHT, token));
		for (Variant variant : this.variants) {
			reportManyInFlight(variant);
		}
		for (Variant variant : this.variants) {
			variant.stop();
		}
	}

	private Variant start(String command, List<String> trustOptions) throws Exception {
		double before = speed();
		Variant variant = Variant.start(command, this.auth0, trustOptions);
		through(variant, FIRST_LINKS, CONCURRENCY);
		variant.firstLinks = ProcessorTime.of(variant.cpu(), before, speed());
		through(variant, WARM_UP, CONCURRENCY);
		return variant;
	}

	private double speed() throws Exception {
		this.speeds.add(this.speed.measure());
		return this.speeds.getLast();
	}

	private LoadGenerator.Result direct(int links, int concurrency, String token) throws Exception {
		int first = reservePairs(links);
		return this.loadGenerator.send(links, concurrency, (index) -> this.auth0.directLink(first + index, token));
	}

	private LoadGenerator.Result through(Variant variant, int links, int concurrency) throws Exception {
		int first = reservePairs(links);
		return this.loadGenerator.send(links, concurrency, (index) -> variant.link(first + index));
	}

	private int reservePairs(int links) {
		int first = this.nextPair;
		this.nextPair += links;
		return first;
	}

	private void report() throws Exception {
		System.out.printf(
				"Medians of %d rounds of %d links; direct calls to Auth0: p50 %.2f ms, p99 %.2f ms; "
						+ "processor speed: %.0f RSA-2048 verifications a second, drift %.0f %%%n",
				ROUNDS, LINKS, median(this.directSequential, LoadGenerator.Result::p50),
				median(this.directSequential, LoadGenerator.Result::p99), median(this.speeds),
				100 * (Collections.max(this.speeds) / Collections.min(this.speeds) - 1));
		for (Variant variant : this.variants) {
			report(variant);
			if (variant != this.variants.getFirst()) {
				reportRatios(variant, this.variants.getFirst());
			}
		}
	}

	private void report(Variant variant) throws Exception {
		System.out.printf(
				"%-16s ready after %d ms; start to link %d: %.1f s of CPU time, %.0f thousand rsa%n"
						+ "%-16s added p50 %.2f ms, p99 %.2f ms; %d at a time: %.0f links/s, p99 %.2f ms; "
						+ "%.2f ms of CPU time, %.1f rsa/link and %.3f calls to Auth0 a link; peak memory %d MiB%n",
				variant.name, variant.startTime().toMillis(), FIRST_LINKS, variant.firstLinks.millis() / 1000,
				variant.firstLinks.verifications() / 1000, "", added(variant, LoadGenerator.Result::p50),
				added(variant, LoadGenerator.Result::p99), CONCURRENCY,
				median(variant.concurrent, LoadGenerator.Result::perSecond),
				median(variant.concurrent, LoadGenerator.Result::p99), median(variant.perLink, ProcessorTime::millis),
				median(variant.perLink, ProcessorTime::verifications), variant.callsToAuth0 / (2.0 * ROUNDS * LINKS),
				variant.peakMemory());
	}

	private static void reportRatios(Variant variant, Variant first) {
		System.out.printf(
				"%-16s to %s, round by round: links/s %.2f, p50 %.2f, p99 %.2f, CPU time %.2f, rsa/link %.2f; "
						+ "start to link %d: CPU time %.2f, rsa %.2f%n",
				"", first.name, ratio(variant.concurrent, first.concurrent, LoadGenerator.Result::perSecond),
				ratio(variant.sequential, first.sequential, LoadGenerator.Result::p50),
				ratio(variant.sequential, first.sequential, LoadGenerator.Result::p99),
				ratio(variant.perLink, first.perLink, ProcessorTime::millis),
				ratio(variant.perLink, first.perLink, ProcessorTime::verifications), FIRST_LINKS,
				variant.firstLinks.millis() / first.firstLinks.millis(),
				variant.firstLinks.verifications() / first.firstLinks.verifications());
	}

	private void reportManyInFlight(Variant variant) throws Exception {
		int calls = this.auth0.calls();
		double before = speed();
		Duration cpu = variant.cpu();
		LoadGenerator.Result result = through(variant, IN_FLIGHT_LINKS, IN_FLIGHT);
		ProcessorTime perLink = ProcessorTime.of(variant.cpu().minus(cpu), before, speed()).perLink(IN_FLIGHT_LINKS);
		System.out.printf(
				"%-16s %d in flight, Auth0 takes %d ms: %s; %.2f ms of CPU time, %.1f rsa/link and "
						+ "%.3f calls to Auth0 a link; peak memory %d MiB%n",
				variant.name, IN_FLIGHT, AUTH0_LATENCY.toMillis(), result, perLink.millis(), perLink.verifications(),
				(this.auth0.calls() - calls) / (double) IN_FLIGHT_LINKS, variant.peakMemory());
	}

	private double added(Variant variant, ToDoubleFunction<LoadGenerator.Result> measure) {
		return median(IntStream.range(0, ROUNDS)
			.mapToObj((round) -> measure.applyAsDouble(variant.sequential.get(round))
					- measure.applyAsDouble(this.directSequential.get(round)))
			.toList());
	}

	private static <T> double ratio(List<T> these, List<T> those, ToDoubleFunction<T> measure) {
		return median(IntStream.range(0, ROUNDS)
			.mapToObj((round) -> measure.applyAsDouble(these.get(round)) / measure.applyAsDouble(those.get(round)))
			.toList());
	}

	private static <T> double median(List<T> results, ToDoubleFunction<T> measure) {
		return median(results.stream().map(measure::applyAsDouble).toList());
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

}
