package io.accountlink.benchmark;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures the latency, processor time and memory that the service adds to a link at
 * Auth0. Variants take turns in every round, so that other load of the machine affects
 * all of them. Results of a variant are reported as a ratio to the first.
 */
final class LoadBenchmark {

	private static final int WARM_UP = Integer.getInteger("warm.up", 30_000);

	private static final int ROUNDS = Integer.getInteger("rounds", 7);

	private static final int LINKS = Integer.getInteger("links", 600);

	private static final int CONCURRENCY = 16;

	private static final int IN_FLIGHT = Integer.getInteger("in.flight", 2000);

	private static final int IN_FLIGHT_LINKS = 3 * IN_FLIGHT;

	private static final Duration AUTH0_LATENCY = Duration.ofMillis(Integer.getInteger("auth0.takes", 1000));

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final LoadGenerator loadGenerator = new LoadGenerator(this.http);

	private final BenchmarkAuth0Process auth0;

	private final List<Variant> variants;

	private final List<LoadGenerator.Result> directSequential = new ArrayList<>();

	private final List<LoadGenerator.Result> directConcurrent = new ArrayList<>();

	private int nextPair;

	private LoadBenchmark(BenchmarkAuth0Process auth0, List<Variant> variants) {
		this.auth0 = auth0;
		this.variants = variants;
	}

	public static void main(String[] arguments) throws Exception {
		int links = WARM_UP + ROUNDS * 2 * LINKS;
		int pairs = links * (arguments.length + 1) + IN_FLIGHT_LINKS * arguments.length;
		try (BenchmarkAuth0Process auth0 = BenchmarkAuth0Process.start(pairs)) {
			List<Variant> variants = new ArrayList<>();
			for (String argument : arguments) {
				variants.add(Variant.start(argument, auth0));
			}
			LoadBenchmark benchmark = new LoadBenchmark(auth0, variants);
			benchmark.measure();
			for (Variant variant : variants) {
				variant.stop();
			}
		}
		System.exit(0);
	}

	private void measure() throws Exception {
		String token = this.auth0.managementToken(this.http);
		direct(WARM_UP, CONCURRENCY, token);
		for (Variant variant : this.variants) {
			through(variant, WARM_UP, CONCURRENCY);
		}
		for (int round = 0; round < ROUNDS; round++) {
			this.directSequential.add(direct(LINKS, 1, token));
			this.directConcurrent.add(direct(LINKS, CONCURRENCY, token));
			for (Variant variant : this.variants) {
				int calls = this.auth0.calls();
				variant.sequential.add(through(variant, LINKS, 1));
				Duration before = variant.cpu();
				variant.concurrent.add(through(variant, LINKS, CONCURRENCY));
				variant.cpuMillisPerLink.add(variant.cpu().minus(before).toNanos() / 1e6 / LINKS);
				variant.callsToAuth0 += this.auth0.calls() - calls;
			}
		}
		report();
		this.auth0.setLatency(AUTH0_LATENCY);
		for (Variant variant : this.variants) {
			reportManyInFlight(variant);
		}
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
		System.out.printf("%nMedians of %d rounds of %d links; direct calls to Auth0: p50 %.2f ms, p99 %.2f ms%n",
				ROUNDS, LINKS, median(this.directSequential, LoadGenerator.Result::p50),
				median(this.directSequential, LoadGenerator.Result::p99));
		Variant first = this.variants.getFirst();
		for (Variant variant : this.variants) {
			System.out.printf(
					"%-24s ready after %d ms; added p50 %.2f ms, p99 %.2f ms; %d at a time: %.0f links/s, p99 %.2f ms; "
							+ "%.2f ms of CPU time and %.3f calls to Auth0 a link; peak memory %d MiB%n",
					variant.name, variant.startTime().toMillis(), added(variant, LoadGenerator.Result::p50),
					added(variant, LoadGenerator.Result::p99), CONCURRENCY,
					median(variant.concurrent, LoadGenerator.Result::perSecond),
					median(variant.concurrent, LoadGenerator.Result::p99), median(variant.cpuMillisPerLink),
					variant.callsToAuth0 / (2.0 * ROUNDS * LINKS), variant.peakMemory());
			System.out.printf("%-24s to %s, round by round: links/s %.2f, p50 %.2f, p99 %.2f, CPU time %.2f%n", "",
					first.name, ratio(variant.concurrent, first.concurrent, LoadGenerator.Result::perSecond),
					ratio(variant.sequential, first.sequential, LoadGenerator.Result::p50),
					ratio(variant.sequential, first.sequential, LoadGenerator.Result::p99),
					median(IntStream.range(0, ROUNDS)
						.mapToObj((round) -> variant.cpuMillisPerLink.get(round) / first.cpuMillisPerLink.get(round))
						.toList()));
		}
	}

	private void reportManyInFlight(Variant variant) throws Exception {
		int before = this.auth0.calls();
		Duration cpu = variant.cpu();
		LoadGenerator.Result result = through(variant, IN_FLIGHT_LINKS, IN_FLIGHT);
		System.out.printf(
				"%-24s %d in flight, Auth0 takes %d ms: %s; %.3f calls to Auth0 a link; %.2f ms of CPU time a link; "
						+ "peak memory %d MiB%n",
				variant.name, IN_FLIGHT, AUTH0_LATENCY.toMillis(), result,
				(this.auth0.calls() - before) / (double) IN_FLIGHT_LINKS,
				variant.cpu().minus(cpu).toNanos() / 1e6 / IN_FLIGHT_LINKS, variant.peakMemory());
	}

	private double added(Variant variant, ToDoubleFunction<LoadGenerator.Result> measure) {
		return median(IntStream.range(0, ROUNDS)
			.mapToObj((round) -> measure.applyAsDouble(variant.sequential.get(round))
					- measure.applyAsDouble(this.directSequential.get(round)))
			.toList());
	}

	private static double ratio(List<LoadGenerator.Result> these, List<LoadGenerator.Result> those,
			ToDoubleFunction<LoadGenerator.Result> measure) {
		return median(IntStream.range(0, ROUNDS)
			.mapToObj((round) -> measure.applyAsDouble(these.get(round)) / measure.applyAsDouble(those.get(round)))
			.toList());
	}

	private static double median(List<LoadGenerator.Result> results, ToDoubleFunction<LoadGenerator.Result> measure) {
		return median(results.stream().map(measure::applyAsDouble).toList());
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

}
