package io.accountlink.specification.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.support.Manifests;
import io.accountlink.support.Metrics;
import io.accountlink.support.Specification;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Alert rules and dashboard use metrics that the service exports, and the documentation
 * explains each of them.
 */
class MonitoringFilesIT extends Specification {

	private static final Pattern METRIC = Pattern
		.compile("\\b(?:up|(?:account|auth0|cache|http|jvm|process|resilience4j|system|tomcat|logback)_\\w+)\\b");

	private static final Pattern MATCHER = Pattern
		.compile("(operation|outcome|code|name|state|kind|area|cache)=~?\"([^\"]+)\"");

	// One metric is Prometheus's own, the others exist only with Redis.
	private static final Set<String> ELSEWHERE = Set.of("up", "account_link_redis_fallbacks_total",
			"account_link_replay_conflicts_total");

	private static final Set<String> CODES_OF_SUCCESS = Set.of("linked", "already_linked", "unlinked");

	@LocalManagementPort
	private int managementPort;

	@Test
	void alertsAskForMetricsThatThereAre() {
		assertThat(alerts()).hasSizeGreaterThan(10);
		Metrics metrics = afterALink();
		for (JsonNode alert : alerts()) {
			assertAsksForWhatThereIs(alert.path("expr").asString(), metrics);
		}
	}

	@Test
	void theDashboardAsksForMetricsThatThereAre() {
		JsonNode dashboard = JsonMapper.shared().readTree(read("src/main/grafana/account-link.json"));
		List<String> queries = dashboard.findValues("expr").stream().map(JsonNode::asString).toList();
		assertThat(queries).hasSizeGreaterThan(10);
		// The pauses of the garbage collector are there after the first one.
		System.gc();
		Awaitility.await().until(() -> Metrics.at(this.managementPort).names().contains("jvm_gc_pause_seconds_count"));
		Metrics metrics = afterALink();
		queries.forEach((query) -> assertAsksForWhatThereIs(query, metrics));
	}

	@Test
	void everyMetricOfOursAndEveryAlertIsExplained() {
		String explained = read("docs/operations.md");
		Set<String> ours = afterALink().names()
			.stream()
			.filter((name) -> name.startsWith("account_") || name.startsWith("auth0_"))
			.map((name) -> name.replaceFirst("_(count|sum|max|bucket)$", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(ours).allSatisfy((name) -> assertThat(explained).contains("`" + name + "`"));
		assertThat(alerts())
			.allSatisfy((alert) -> assertThat(explained).contains("\n### " + alert.path("alert").asString() + "\n"));
	}

	@Test
	void everyAlertAsksForTheJobThatThePodsAreScrapedAs() {
		String label = "app.kubernetes.io/name";
		String job = Manifests.read("deployment.yaml", Deployment.class)
			.getSpec()
			.getTemplate()
			.getMetadata()
			.getLabels()
			.get(label);
		assertThat(alerts()).allSatisfy((alert) -> assertThat(
				alert.path("expr").asString().replace("job=\"" + job + "\"", "thisJob").replaceAll("\"[^\"]*\"", ""))
			.doesNotContainPattern(METRIC.pattern() + "(?!\\{thisJob\\b)"));
		assertThat(read("docs/operations.md"))
			.contains("source_labels: [__meta_kubernetes_pod_label_" + label.replaceAll("\\W", "_") + "]")
			.contains("regex: (" + job + ")")
			.contains("jobLabel: " + label);
	}

	@Test
	void everyAlertIsTestedBesideItsOutageInItAndAfterIt() {
		JsonNode tests = Manifests.tree(Path.of("src/test/prometheus/account-link.test.yaml")).path("tests");
		assertThat(alerts()).extracting((alert) -> alert.path("alert").asString())
			.containsAll(Set.copyOf(tests.findValuesAsString("alertname")))
			.allSatisfy((alert) -> assertThat(tests.valueStream()).as(alert)
				.anyMatch((test) -> firing(alert, test).matches("(false )+(true )+(false )+.*")));
	}

	/**
	 * Returns whether a test expects an alert to fire, for each of its times in order.
	 */
	private static String firing(String alert, JsonNode test) {
		return test.path("alert_rule_test")
			.valueStream()
			.filter((check) -> check.path("alertname").asString().equals(alert))
			.map((check) -> !check.path("exp_alerts").isEmpty() + " ")
			.collect(Collectors.joining());
	}

	private void assertAsksForWhatThereIs(String query, Metrics metrics) {
		Set<String> asked = METRIC.matcher(query.replaceAll("\"[^\"]*\"", ""))
			.results()
			.map((found) -> found.group())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(asked).as(query).isNotEmpty();
		asked.removeAll(ELSEWHERE);
		assertThat(metrics.names()).as(query).containsAll(asked);
		MATCHER.matcher(query)
			.results()
			.forEach((found) -> assertThat(valuesOf(found.group(1), metrics)).as(query)
				.containsAll(Arrays.asList(found.group(2).split("\\|"))));
	}

	private static Set<String> valuesOf(String label, Metrics metrics) {
		Stream<String> more = switch (label) {
			case "code" ->
				Stream.concat(CODES_OF_SUCCESS.stream(), Stream.of(ProblemType.values()).map(ProblemType::code));
			default -> Stream.empty();
		};
		return Stream.concat(metrics.valuesOf(label).stream(), more).collect(Collectors.toSet());
	}

	private static List<JsonNode> alerts() {
		return Manifests.tree(Path.of("src/main/prometheus/account-link.rules.yaml"))
			.path("groups")
			.findParents("alert");
	}

	private Metrics afterALink() {
		auth0.has(account("auth0|ada"), account("google-oauth2|7"));
		apiAs(user("auth0|ada")).link("me", idToken("google-oauth2|7")).isCreated();
		return Metrics.at(this.managementPort);
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
