package io.accountlink.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.tools.ToolProvider;

import io.accountlink.simulation.Tenant;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example {@code Link.java}, compiled without dependencies and run as a process.
 */
public final class LinkExample {

	private final Path classes;

	private final Map<String, String> environment;

	private LinkExample(Path classes, Map<String, String> environment) {
		this.classes = classes;
		this.environment = environment;
	}

	/**
	 * Compiles the example into this directory.
	 */
	public static LinkExample compiledTo(Path classes) {
		int failures = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-Xlint:all", "-Werror", "-d", classes.toString(), "src/examples/Link.java");
		assertThat(failures).isZero();
		return new LinkExample(classes, Map.of());
	}

	public LinkExample at(String url, Tenant tenant) {
		return with("ACCOUNT_LINK_URL", url).with("AUTH0_ISSUER", tenant.issuer())
			.with("LINK_AUDIENCE", tenant.audience());
	}

	public LinkExample with(String variable, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.environment);
		more.put(variable, value);
		return new LinkExample(this.classes, more);
	}

	public Result run(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", this.classes.toString(), "Link"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment()
			.keySet()
			.removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLIENT_ID", "CLIENT_SECRET"));
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		try {
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("has ended").isTrue();
			return new Result(process.exitValue(), text(process.getInputStream().readAllBytes()),
					text(process.getErrorStream().readAllBytes()));
		}
		finally {
			process.destroyForcibly();
		}
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
