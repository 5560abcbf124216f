package io.accountlink.frontend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The npm packages of the example frontend: {@code auth0-spa-js}, and axe-core for its
 * test.
 */
public final class NodePackages {

	private static final String NPM = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
			? "npm.cmd" : "npm";

	private static final int MAX_MINUTES = 3;

	private NodePackages() {
	}

	/**
	 * Installs the packages of the lock file unless they are there.
	 * @return whether they are there
	 */
	public static boolean areInstalled() {
		return areThere() || (install() && areThere());
	}

	/**
	 * npm writes the hidden lock file last, and later than a lock file that it installs.
	 */
	private static boolean areThere() {
		try {
			Path installed = FrontendServer.FOLDER.resolve("node_modules/.package-lock.json");
			return Files.exists(installed) && Files.getLastModifiedTime(installed)
				.compareTo(Files.getLastModifiedTime(FrontendServer.FOLDER.resolve("package-lock.json"))) >= 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * npm does not inherit the standard streams: in a test JVM these are the channel to
	 * Maven.
	 */
	private static boolean install() {
		try {
			Process npm = new ProcessBuilder(NPM, "ci").directory(FrontendServer.FOLDER.toFile())
				.redirectErrorStream(true)
				.start();
			npm.getOutputStream().close();
			Thread.ofVirtual().start(() -> print(npm));
			if (!npm.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
				npm.destroy();
				return false;
			}
			return npm.exitValue() == 0;
		}
		catch (IOException withoutNpm) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static void print(Process npm) {
		try (BufferedReader lines = npm.inputReader()) {
			lines.lines().forEach(System.out::println);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
