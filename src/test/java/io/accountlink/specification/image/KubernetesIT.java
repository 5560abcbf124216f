package io.accountlink.specification.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.accountlink.support.EnvironmentVariables;
import io.accountlink.support.Manifests;
import io.accountlink.support.Specification;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The Kubernetes manifests are valid, consistent with each other and with the service.
 */
class KubernetesIT extends Specification {

	private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/name", "account-link");

	private static final String DEPLOYMENT = "deployment.yaml";

	private static final String KUSTOMIZATION = "kustomization.yaml";

	@LocalManagementPort
	private int managementPort;

	@Test
	void aFieldThatTheKindDoesNotHaveIsNoticed() {
		assertThatThrownBy(() -> Manifests.read(DEPLOYMENT, Service.class)).isInstanceOf(DatabindException.class)
			.hasMessageContaining("strategy");
	}

	@Test
	void theContainerHasThePortsOfTheService() {
		JsonNode settings = Manifests.tree(Path.of("src/main/resources/application.yaml"));
		assertThat(port("http")).isEqualTo(settings.at("/server/port").intValue());
		assertThat(port("management")).isEqualTo(settings.at("/management/server/port").intValue());
		assertThat(Manifests.read("service.yaml", Service.class).getSpec().getPorts())
			.allSatisfy((exposed) -> assertThat(exposed.getTargetPort().getStrVal()).isEqualTo("http"));
	}

	@Test
	void probesAndScrapesAskWhatTheServiceAnswers() throws Exception {
		for (Probe probe : List.of(container().getStartupProbe(), container().getLivenessProbe(),
				container().getReadinessProbe())) {
			assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
			assertAnswers(probe.getHttpGet().getPath());
		}
		Map<String, String> annotations = deployment().getSpec().getTemplate().getMetadata().getAnnotations();
		assertThat(annotations).containsEntry("prometheus.io/port", port("management").toString());
		assertAnswers(annotations.getOrDefault("prometheus.io/path", ""));
	}

	@Test
	void everyVariableIsOneThatTheServiceReads() {
		Stream<String> plain = generatedConfiguration().get("literals")
			.valueStream()
			.map((literal) -> literal.asString().replaceFirst("=.*", ""));
		Stream<String> secret = container().getEnv().stream().map(EnvVar::getName);
		assertThat(Stream.concat(plain, secret))
			.allSatisfy((name) -> assertThat(EnvironmentVariables.all()).contains(name))
			.contains("AUTH0_ISSUER", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "LINK_AUDIENCE");
	}

	@Test
	void theKustomizationHasEveryManifest() throws IOException {
		try (Stream<Path> files = Files.list(Manifests.FOLDER)) {
			assertThat(kustomization().get("resources").valueStream().map(JsonNode::asString))
				.containsExactlyInAnyOrderElementsOf(files.map(Path::getFileName)
					.map(Path::toString)
					.filter((name) -> !name.equals(KUSTOMIZATION))
					.toList());
		}
	}

	@Test
	void theKustomizationChangesNoNameNoLabelAndNoSelector() {
		assertThat(kustomization().propertyNames()).containsExactlyInAnyOrder("apiVersion", "kind", "resources",
				"configMapGenerator");
		assertThat(kustomization().get("apiVersion").asString()).isEqualTo("kustomize.config.k8s.io/v1beta1");
		assertThat(kustomization().get("kind").asString()).isEqualTo("Kustomization");
	}

	@Test
	void anOverlayMaySetTheImageAndTheVariables(@Autowired BuildProperties build) {
		assertThat(container().getImage()).isEqualTo("account-link:" + build.getVersion());
		assertThat(container().getEnvFrom()).singleElement()
			.satisfies((source) -> assertThat(source.getConfigMapRef().getName())
				.isEqualTo(generatedConfiguration().get("name").asString()));
		assertThat(generatedConfiguration().at("/options/labels").propertyStream()).singleElement()
			.satisfies((label) -> assertThat(LABELS).containsEntry(label.getKey(), label.getValue().asString()));
	}

	@Test
	void secretsAreReferencesOnly() {
		assertThat(container().getEnv()).isNotEmpty().allSatisfy((variable) -> {
			assertThat(variable.getValue()).isNull();
			assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("account-link");
		});
	}

	@Test
	void theContainerIsUnprivilegedWithAReadOnlyFileSystem() throws IOException {
		assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
		assertThat(container().getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
		assertThat(container().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
		assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
		assertThat(pod().getAutomountServiceAccountToken()).isFalse();
		assertThat(Files.readString(Path.of("Dockerfile")))
			.contains("USER " + pod().getSecurityContext().getRunAsUser() + ":");
	}

	@Test
	void allManifestsSelectTheSamePods() {
		assertThat(deployment().getSpec().getSelector().getMatchLabels()).isEqualTo(LABELS);
		assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(LABELS);
		assertThat(pod().getTopologySpreadConstraints())
			.allSatisfy((spread) -> assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(LABELS));
		assertThat(Manifests.read("service.yaml", Service.class).getSpec().getSelector()).isEqualTo(LABELS);
		assertThat(Manifests.read("poddisruptionbudget.yaml", PodDisruptionBudget.class)
			.getSpec()
			.getSelector()
			.getMatchLabels()).isEqualTo(LABELS);
		assertThat(
				Manifests.read("networkpolicy.yaml", NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
			.isEqualTo(LABELS);
		assertThat(Manifests.read("horizontalpodautoscaler.yaml", HorizontalPodAutoscaler.class)
			.getSpec()
			.getScaleTargetRef()
			.getName()).isEqualTo(deployment().getMetadata().getName());
	}

	@Test
	void aPodIsGivenTheTimeThatItsRequestsNeed() {
		assertThat(container().getLifecycle()).as("LINK_SHUTDOWN_DELAY replaces a preStop hook").isNull();
		assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(5 + 30);
	}

	private void assertAnswers(String path) throws Exception {
		URI uri = URI.create("http://localhost:" + this.managementPort + path);
		try (HttpClient http = HttpClient.newHttpClient()) {
			assertThat(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode()).as(path)
				.isEqualTo(200);
		}
	}

	private static JsonNode kustomization() {
		return Manifests.tree(Manifests.FOLDER.resolve(KUSTOMIZATION));
	}

	private static JsonNode generatedConfiguration() {
		return kustomization().get("configMapGenerator").get(0);
	}

	private static Deployment deployment() {
		return Manifests.read(DEPLOYMENT, Deployment.class);
	}

	private static PodSpec pod() {
		return deployment().getSpec().getTemplate().getSpec();
	}

	private static Container container() {
		return pod().getContainers().getFirst();
	}

	private static Integer port(String name) {
		return container().getPorts()
			.stream()
			.filter((port) -> port.getName().equals(name))
			.map(ContainerPort::getContainerPort)
			.findFirst()
			.orElseThrow();
	}

}
