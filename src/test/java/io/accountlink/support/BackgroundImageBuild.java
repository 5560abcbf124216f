package io.accountlink.support;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * Builds the images of the Dockerfile in the background while other tests run, since
 * these spend most of their time waiting. JUnit loads it as a service. Where the unit
 * tests of a {@code ./mvnw verify} build them, ImageIT finds them in Docker's cache.
 */
public final class BackgroundImageBuild implements TestExecutionListener {

	private static final Pattern VERIFY = Pattern.compile("Maven .*\\b(verify|install|deploy)\\b.*");

	private static @Nullable CompletableFuture<Images> build;

	@Override
	public void testPlanExecutionStarted(TestPlan plan) {
		if (isBeforeIntegrationTests() || plan.countTestIdentifiers(BackgroundImageBuild::isOfTheImage) > 0) {
			var _ = start();
		}
	}

	/**
	 * Waits for the images, since the end of the JVM would end their build. ImageIT
	 * reports a failure.
	 */
	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		if (isBeforeIntegrationTests()) {
			start().handle((images, failure) -> images).join();
		}
	}

	private static boolean isBeforeIntegrationTests() {
		return VERIFY.matcher(System.getProperty("maven.goals", "")).matches();
	}

	private static boolean isOfTheImage(TestIdentifier test) {
		return test.getSource()
			.filter((source) -> source instanceof ClassSource type && type.getClassName().endsWith(".ImageIT"))
			.isPresent();
	}

	private static synchronized CompletableFuture<Images> start() {
		if (build == null) {
			// Until logging is initialized, SLF4J returns substitute loggers to other
			// threads.
			var _ = LoggerFactory.getILoggerFactory();
			build = CompletableFuture.supplyAsync(Images::build, Thread::startVirtualThread);
		}
		return build;
	}

	/**
	 * Waits for the images.
	 */
	public static Images images() {
		return start().join();
	}

	/**
	 * The names of the images.
	 *
	 * @param auth0 the simulated Auth0
	 * @param service the service
	 */
	public record Images(String auth0, String service) {

		private static Images build() {
			if (!DockerClientFactory.instance().isDockerAvailable()) {
				throw new IllegalStateException("No Docker engine answers");
			}
			return new Images(build("account-link-simulated-auth0-under-test", "simulated-auth0"),
					build("account-link-under-test", null));
		}

		private static String build(String name, @Nullable String target) {
			ImageFromDockerfile image = new ImageFromDockerfile(name, false)
				.withFileFromPath("Dockerfile", Path.of("Dockerfile"))
				.withFileFromPath("pom.xml", Path.of("pom.xml"))
				.withFileFromPath("src", Path.of("src"));
			return (target != null) ? image.withTarget(target).get() : image.get();
		}

	}

}
