package io.accountlink.support;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.accountlink.simulation.Address;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tokens;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * Packaged service in a separate process.
 */
public final class ServiceProcess {

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Process process;

	private final int port;

	private final int managementPort;

	private final Duration startTime;

	private ServiceProcess(List<String> command, Map<String, String> environment, Redirect output) throws Exception {
		this.port = Address.localOnAnyPort().port();
		this.managementPort = Address.localOnAnyPort().port();
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output).redirectErrorStream(true);
		builder.environment().putAll(environment);
		builder.environment().put("SERVER_PORT", Integer.toString(this.port));
		builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(this.managementPort));
		long start = System.nanoTime();
		this.process = builder.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
		awaitReady();
		this.startTime = Duration.ofNanos(System.nanoTime() - start);
	}

	/**
	 * Starts the service and waits until it is ready.
	 */
	public static ServiceProcess start(List<String> command, Map<String, String> environment, Redirect output)
			throws Exception {
		return new ServiceProcess(command, environment, output);
	}

	/**
	 * Starts the packaged service with the options of the image beside a simulated Auth0,
	 * and waits until it is ready.
	 * @param output where it logs to
	 */
	public static ServiceProcess startPackaged(SimulatedAuth0 auth0, Redirect output, Map<String, String> settings)
			throws Exception {
		Map<String, String> environment = new HashMap<>(Map.of("AUTH0_ISSUER", auth0.issuer(), "AUTH0_CLIENT_ID",
				auth0.tenant().client().id(), "AUTH0_CLIENT_SECRET", auth0.tenant().client().secret(), "LINK_AUDIENCE",
				auth0.tenant().audience(), "LINK_ID_TOKEN_AUDIENCES", Tokens.FRONTEND));
		environment.putAll(settings);
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return start(List.of(java, "@src/main/docker/jvm.options", "-jar", jar()), environment, output);
	}

	private static String jar() throws IOException {
		Properties build = PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("META-INF/build-info.properties"));
		return "target/account-link-" + build.getProperty("build.version") + ".jar";
	}

	private void awaitReady() throws Exception {
		long end = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isReady()) {
			if (!this.process.isAlive() || System.nanoTime() > end) {
				this.process.destroyForcibly();
				throw new IllegalStateException("The service did not start");
			}
			Thread.sleep(20);
		}
	}

	public boolean isReady() throws Exception {
		try {
			return management("/actuator/health/readiness").statusCode() == 200;
		}
		catch (IOException notReady) {
			return false;
		}
	}

	public HttpResponse<String> management(String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + path);
		return this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	public HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
		return this.http.send(request(method, path, token, body), BodyHandlers.ofString());
	}

	public HttpRequest request(String method, String path, String token, String body) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
			.build();
	}

	public ProcessHandle handle() {
		return this.process.toHandle();
	}

	/**
	 * Sends a request and returns the status of the response.
	 */
	public CompletableFuture<Integer> sendAsync(String method, String path, String token, String body) {
		return this.http.sendAsync(request(method, path, token, body), BodyHandlers.discarding())
			.thenApply(HttpResponse::statusCode);
	}

	/**
	 * Sends a machine's link of {@code github|7} into {@code auth0|ada}.
	 */
	public CompletableFuture<Integer> link(String token) {
		return sendAsync("POST", "/accounts/auth0%7Cada/link", token, "{\"provider\":\"github\",\"user_id\":7}");
	}

	public Process process() {
		return this.process;
	}

	public Duration startTime() {
		return this.startTime;
	}

	/**
	 * Stops the service with SIGTERM, as an orchestrator does, and waits until it exits.
	 */
	public void stop() throws Exception {
		// Process.destroy would close the output before its end.
		this.process.toHandle().destroy();
		if (!this.process.waitFor(3, TimeUnit.MINUTES)) {
			this.process.destroyForcibly();
			throw new IllegalStateException("The service did not stop");
		}
		if (this.process.exitValue() != 0) {
			throw new IllegalStateException("The service ended with " + this.process.exitValue());
		}
	}

}
