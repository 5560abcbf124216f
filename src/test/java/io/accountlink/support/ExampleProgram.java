package io.accountlink.support;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.tools.ToolProvider;

import io.accountlink.simulation.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client among the examples, run as a process.
 */
public final class ExampleProgram {

	private final List<String> command;

	private final Map<String, String> environment;

	private ExampleProgram(List<String> command, Map<String, String> environment) {
		this.command = command;
		this.environment = environment;
	}

	/**
	 * The program {@code duplicates}, which needs Node.js.
	 */
	public static ExampleProgram duplicates() {
		return new ExampleProgram(List.of("node", "src/examples/duplicates/duplicates.mjs"), Map.of());
	}

	/**
	 * Compiles {@code Link.java} into this directory, without dependencies.
	 */
	public static ExampleProgram compiledTo(Path classes) {
		int failures = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-Xlint:all", "-Werror", "-d", classes.toString(), "src/examples/Link.java");
		assertThat(failures).isZero();
		return new ExampleProgram(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classes.toString(), "Link"), Map.of());
	}

	public ExampleProgram at(String url, Tenant tenant) {
		return with("ACCOUNT_LINK_URL", url).with("AUTH0_ISSUER", tenant.issuer())
			.with("LINK_AUDIENCE", tenant.audience());
	}

	public ExampleProgram with(String variable, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.environment);
		more.put(variable, value);
		return new ExampleProgram(this.command, more);
	}

	public Result run(String... arguments) throws IOException, InterruptedException {
		return run(Duration.ofMinutes(1), arguments);
	}

	/**
	 * Runs the program to its end.
	 * @param limit how long it may take
	 */
	public Result run(Duration limit, String... arguments) throws IOException, InterruptedException {
		Process process = builder(arguments).start();
		try {
			Future<byte[]> errors = reading(process.getErrorStream());
			Future<byte[]> output = reading(process.getInputStream());
			assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)).as("has ended").isTrue();
			return new Result(process.exitValue(), text(output.get()), text(errors.get()));
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	// Never in the common pool: the service in this JVM needs it.
	private static Future<byte[]> reading(InputStream stream) {
		FutureTask<byte[]> task = new FutureTask<>(stream::readAllBytes);
		Thread.ofPlatform().daemon().start(task);
		return task;
	}

	/**
	 * Starts the program, which a test ends, without reading what it prints.
	 */
	public Process start(String... arguments) throws IOException {
		return builder(arguments).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
	}

	private ProcessBuilder builder(String... arguments) {
		List<String> line = new ArrayList<>(this.command);
		line.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(line);
		builder.environment()
			.keySet()
			.removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLIENT_ID", "CLIENT_SECRET"));
		builder.environment().putAll(this.environment);
		return builder;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * How the process ended.
	 *
	 * @param status the exit status
	 * @param output the standard output
	 * @param errors the standard error
	 */
	public record Result(int status, String output, String errors) {

		/**
		 * Asserts success, and these lines among those of the output.
		 */
		public Result succeeds(String... lines) {
			assertThat(this.status).as(toString()).isZero();
			assertThat(this.output.lines()).contains(lines);
			return this;
		}

		public Result failsWith(int expected, String error) {
			assertThat(this.status).as(toString()).isEqualTo(expected);
			assertThat(this.errors).startsWith(error);
			return this;
		}

	}

}
