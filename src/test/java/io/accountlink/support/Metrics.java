package io.accountlink.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Snapshot of the Prometheus endpoint.
 */
public final class Metrics {

	private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(\\{.*})? (\\S+)$", Pattern.MULTILINE);

	private final String exposition;

	private Metrics(String exposition) {
		this.exposition = exposition;
	}

	public static Metrics at(int managementPort) {
		URI address = URI.create("http://localhost:" + managementPort + "/actuator/prometheus");
		try (HttpClient http = HttpClient.newHttpClient()) {
			return new Metrics(http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public Set<String> names() {
		Set<String> names = new TreeSet<>();
		SAMPLE.matcher(this.exposition).results().forEach((sample) -> names.add(sample.group(1)));
		return names;
	}

	/**
	 * Returns the sum of a metric over its series with all of these labels, each in the
	 * form {@code name="value"}.
	 */
	public double sum(String name, String... labels) {
		return SAMPLE.matcher(this.exposition)
			.results()
			.filter((sample) -> sample.group(1).equals(name) && carries(sample, labels))
			.mapToDouble((sample) -> Double.parseDouble(sample.group(3)))
			.sum();
	}

	private static boolean carries(MatchResult sample, String... labels) {
		return List.of(labels).stream().allMatch((label) -> String.valueOf(sample.group(2)).contains(label));
	}

	/**
	 * Returns the labels of each series of a metric.
	 */
	public Set<String> series(String name) {
		Set<String> labels = new TreeSet<>();
		SAMPLE.matcher(this.exposition)
			.results()
			.filter((sample) -> sample.group(1).equals(name))
			.forEach((sample) -> labels.add(sample.group(2)));
		return labels;
	}

	/**
	 * Returns the values of a label in all metrics.
	 */
	public Set<String> valuesOf(String label) {
		Set<String> values = new TreeSet<>();
		Pattern.compile("[{,]" + label + "=\"([^\"]*)\"")
			.matcher(this.exposition)
			.results()
			.forEach((found) -> values.add(found.group(1)));
		return values;
	}

	@Override
	public String toString() {
		return this.exposition;
	}

}
