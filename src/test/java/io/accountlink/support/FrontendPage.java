package io.accountlink.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

import io.accountlink.frontend.FrontendServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example frontend as a person uses it. Each method waits until it can be done.
 */
public final class FrontendPage {

	private static final Path SCREENSHOTS = Path.of("target/screenshots");

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Set<String> ACCESSIBLE = ConcurrentHashMap.newKeySet();

	private final ChromeDriver browser;

	private final String origin;

	private final String test;

	private boolean confirmsLogins;

	private int screenshots;

	/**
	 * Creates a page.
	 * @param browser the browser, logged in nowhere
	 * @param origin the origin of the frontend
	 * @param test the name of the test, which begins the names of its screenshots
	 */
	public FrontendPage(ChromeDriver browser, String origin, String test) {
		this.browser = browser;
		this.origin = origin;
		this.test = test;
	}

	public FrontendPage open() {
		return open("");
	}

	public FrontendPage open(String query) {
		this.browser.get(this.origin + "/" + query);
		return this;
	}

	/**
	 * Confirms each further login on a page of the simulated Auth0.
	 */
	public FrontendPage confirmingLogins() {
		this.confirmsLogins = true;
		return this;
	}

	public FrontendPage logIn(String login) {
		open().click("log-in");
		return pick(login).loads();
	}

	/**
	 * Picks a login on the page of the simulated Auth0.
	 */
	public FrontendPage pick(String login) {
		visible(By.cssSelector("button[value='" + login + "']"));
		screenshot("login").isAccessible();
		visible(By.cssSelector("button[value='" + login + "']")).click();
		return this.confirmsLogins ? confirmLogin() : this;
	}

	public FrontendPage confirmLogin() {
		By button = By.cssSelector("form[action='/u/consent'] button");
		visible(button);
		screenshot("confirmation").isAccessible();
		visible(button).click();
		return this;
	}

	/**
	 * Waits until the logins of the account are shown and nothing runs.
	 */
	public FrontendPage loads() {
		visible(By.cssSelector("#identities li"));
		return rests();
	}

	/**
	 * Waits until no step runs.
	 */
	public FrontendPage rests() {
		until("no step runs", () -> this.browser.findElements(By.cssSelector("#status.busy")).isEmpty());
		return this;
	}

	public FrontendPage click(String id) {
		rests();
		WebElement button = visible(By.id(id));
		until(id + " is enabled", button::isEnabled);
		button.click();
		return this;
	}

	/**
	 * Clicks the button of the suggestion with this text.
	 */
	public FrontendPage linkSuggestion(String text) {
		rests();
		visible(By.xpath("//ul[@id='suggestions']/li[contains(., '" + text + "')]//button")).click();
		return this;
	}

	public FrontendPage unlink(String identity) {
		rests();
		visible(By.cssSelector("[data-identity='" + identity + "'] button")).click();
		return this;
	}

	/**
	 * Picks a login in the popup, which then closes.
	 */
	public FrontendPage proves(String login) {
		String page = openedWindow();
		pick(login);
		until("the popup is closed", () -> this.browser.getWindowHandles().size() == 1);
		this.browser.switchTo().window(page);
		return this;
	}

	/**
	 * Closes the popup without a login.
	 */
	public FrontendPage closesThePopup() {
		String page = openedWindow();
		this.browser.close();
		this.browser.switchTo().window(page);
		return this;
	}

	/**
	 * Switches to the popup.
	 * @return the window of the frontend
	 */
	private String openedWindow() {
		String page = this.browser.getWindowHandle();
		until("a popup is open", () -> this.browser.getWindowHandles().size() == 2);
		this.browser.getWindowHandles()
			.stream()
			.filter((window) -> !window.equals(page))
			.forEach((popup) -> this.browser.switchTo().window(popup));
		return page;
	}

	/**
	 * Returns the text of an element that is shown.
	 */
	public String text(String id) {
		return visible(By.id(id)).getText();
	}

	public boolean shows(String id) {
		return this.browser.findElements(By.id(id)).stream().anyMatch(WebElement::isDisplayed);
	}

	/**
	 * Waits until these identities are listed.
	 */
	public FrontendPage hasIdentities(String... identities) {
		until("identities " + List.of(identities), () -> identities().equals(List.of(identities)));
		return this;
	}

	/**
	 * Waits until an element is not shown.
	 */
	public FrontendPage hides(String id) {
		until(id + " is hidden", () -> !shows(id));
		return rests();
	}

	private List<String> identities() {
		return this.browser.findElements(By.cssSelector("#identities li"))
			.stream()
			.map((login) -> String.valueOf(login.getDomAttribute("data-identity")))
			.toList();
	}

	/**
	 * Waits for a problem with this code, and checks its page.
	 */
	public FrontendPage hasProblem(String code) {
		assertThat(visible(By.id("problem")).getDomAttribute("data-code")).isEqualTo(code);
		return screenshot(code).isAccessible();
	}

	/**
	 * Writes what is shown to {@code target/screenshots}.
	 */
	public FrontendPage screenshot(String name) {
		this.screenshots++;
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.write(SCREENSHOTS.resolve("%s-%d-%s.png".formatted(this.test, this.screenshots, name)),
					this.browser.getScreenshotAs(OutputType.BYTES));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Checks the page with axe-core, in light and dark colours. A document that has
	 * passed at the same width is not checked again.
	 */
	public FrontendPage isAccessible() {
		String document = document();
		if (!ACCESSIBLE.contains(document)) {
			for (String colours : List.of("dark", "light")) {
				prefers(colours);
				assertThat(violations()).as("axe-core, %s", colours).isEmpty();
			}
			if (document.equals(document())) {
				ACCESSIBLE.add(document);
			}
		}
		return this;
	}

	private String document() {
		return String.valueOf(run("return innerWidth + document.documentElement.outerHTML"));
	}

	public FrontendPage prefers(String colours) {
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
		return this;
	}

	public FrontendPage hasWidth(int width) {
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
		return this;
	}

	public @Nullable Object run(String script) {
		return this.browser.executeScript(script);
	}

	/**
	 * Sends keys to the element that has the focus.
	 */
	public FrontendPage type(CharSequence keys) {
		rests();
		this.browser.switchTo().activeElement().sendKeys(keys);
		return this;
	}

	/**
	 * Presses Tab until the element with this selector has the focus.
	 */
	public FrontendPage tabTo(String selector) {
		rests();
		visible(By.cssSelector(selector));
		for (int i = 0; i < 20 && !hasFocus(selector); i++) {
			type(Keys.TAB);
		}
		assertThat(hasFocus(selector)).as("focus on %s", selector).isTrue();
		return this;
	}

	private boolean hasFocus(String selector) {
		return Boolean.TRUE
			.equals(this.browser.executeScript("return document.activeElement.matches(arguments[0])", selector));
	}

	private List<?> violations() {
		if (Boolean.FALSE.equals(this.browser.executeScript("return 'axe' in window"))) {
			this.browser.executeScript(axe());
		}
		Object found = this.browser.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
				  done(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)));""");
		return (List<?>) Objects.requireNonNull(found);
	}

	private static String axe() {
		try {
			return Files.readString(FrontendServer.FOLDER.resolve("node_modules/axe-core/axe.min.js"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private WebElement visible(By by) {
		until(by + " is shown", () -> this.browser.findElements(by).stream().anyMatch(WebElement::isDisplayed));
		return this.browser.findElement(by);
	}

	private void until(String what, Callable<Boolean> condition) {
		Awaitility.await(what)
			.atMost(TIMEOUT)
			.pollInSameThread()
			.pollInterval(Duration.ofMillis(100))
			.ignoreException(StaleElementReferenceException.class)
			.until(condition);
	}

}
