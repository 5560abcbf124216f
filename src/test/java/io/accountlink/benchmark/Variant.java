package io.accountlink.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.accountlink.support.ServiceProcess;

/**
 * Command that runs the service, with the measurements of each round.
 */
final class Variant {

	final String name;

	final List<LoadGenerator.Result> sequential = new ArrayList<>();

	final List<LoadGenerator.Result> concurrent = new ArrayList<>();

	final List<ProcessorTime> perLink = new ArrayList<>();

	ProcessorTime firstLinks = new ProcessorTime(0, 0);

	int callsToAuth0;

	private static final boolean WITH_ID_TOKEN = Boolean.getBoolean("id.tokens");

	private final ServiceProcess service;

	private final BenchmarkAuth0Process auth0;

	private Variant(String name, ServiceProcess service, BenchmarkAuth0Process auth0) {
		this.name = name;
		this.service = service;
		this.auth0 = auth0;
	}

	/**
	 * Starts the service with two processors and the memory of {@code -Dmemory} (1100 MiB
	 * by default).
	 * @param variant {@code name=jar}, which runs with the options of the image, or
	 * {@code name=options}, with JVM options up to and including {@code -jar} and its
	 * file
	 * @param auth0 the simulated Auth0
	 * @param trustOptions the JVM options for the certificate of the simulated Auth0
	 */
	static Variant start(String variant, BenchmarkAuth0Process auth0, List<String> trustOptions) throws Exception {
		String name = variant.substring(0, variant.indexOf('='));
		String options = variant.substring(variant.indexOf('=') + 1);
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-XX:MaxRAM=" + Integer.getInteger("memory", 1100) + "m", "-XX:ActiveProcessorCount=2"));
		command.addAll(trustOptions);
		command.addAll(List
			.of((options.contains("-jar ") ? options : "@src/main/docker/jvm.options -jar " + options).split(" ")));
		Path log = Files.createTempFile("benchmark-" + name, ".log");
		return new Variant(name, ServiceProcess.start(command, auth0.settings(), Redirect.to(log.toFile())), auth0);
	}

	HttpRequest link(int pair) {
		return this.service.request("POST", "/accounts/auth0%7C" + pair + "/link", this.auth0.accessToken(pair),
				this.auth0.linkBody(pair, WITH_ID_TOKEN));
	}

	Duration cpu() {
		return this.service.handle()
			.info()
			.totalCpuDuration()
			.orElseThrow(() -> new IllegalStateException(this.name + " has ended"));
	}

	Duration startTime() {
		return this.service.startTime();
	}

	/**
	 * Returns the peak resident memory of the process (VmHWM) in MiB.
	 */
	long peakMemory() throws IOException {
		return Files.readAllLines(Path.of("/proc", Long.toString(this.service.handle().pid()), "status"))
			.stream()
			.filter((line) -> line.startsWith("VmHWM:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.findFirst()
			.orElseThrow();
	}

	void stop() throws Exception {
		this.service.stop();
	}

}
