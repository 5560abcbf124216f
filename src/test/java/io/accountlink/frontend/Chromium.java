package io.accountlink.frontend;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Headless Chromium of this machine, with its driver. The variables {@code CHROMIUM} and
 * {@code CHROMEDRIVER} name them, else they are on the {@code PATH}. Nothing is
 * downloaded.
 */
public final class Chromium {

	private static final Optional<Path> BROWSER = find("CHROMIUM", "chromium", "chromium-browser", "google-chrome");

	private static final Optional<Path> DRIVER = find("CHROMEDRIVER", "chromedriver");

	private Chromium() {
	}

	public static boolean isInstalled() {
		return BROWSER.isPresent() && DRIVER.isPresent();
	}

	public static ChromeDriver start() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(BROWSER.orElseThrow().toFile());
		options.addArguments("--headless=new", "--window-size=800,900", "--lang=en", "--hide-scrollbars");
		if (System.getProperty("user.name").equals("root")) {
			options.addArguments("--no-sandbox");
		}
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(DRIVER.orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		return new ChromeDriver(service, options);
	}

	private static Optional<Path> find(String variable, String... names) {
		Stream<Path> named = Stream.ofNullable(System.getenv(variable)).map(Path::of);
		Stream<Path> onPath = Stream.of(names)
			.flatMap((name) -> Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
				.map((folder) -> Path.of(folder, name)));
		return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
	}

}
