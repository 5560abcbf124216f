package io.accountlink.specification.example;

import java.time.Duration;
import java.util.Objects;

import io.accountlink.frontend.Chromium;
import io.accountlink.frontend.FrontendServer;
import io.accountlink.frontend.NodePackages;
import io.accountlink.simulation.Address;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Tokens;
import io.accountlink.simulation.login.Application;
import io.accountlink.simulation.login.LoginServer;
import io.accountlink.support.FrontendPage;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.test.annotation.DirtiesContext.MethodMode;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example frontend in Chromium, against the service and logins at the simulated
 * Auth0.
 */
@EnabledIf(value = "canRun", disabledReason = "The browser test needs Chromium, its driver, and npm.")
@DirtiesContext
@TestPropertySource(properties = { "link.merge.user.metadata=true", "link.preview.also=roles,organizations",
		"link.suggestion.connections=Username-Password-Authentication,google-oauth2", "link.rate.limit.capacity=20",
		"link.rate.limit.period=3s" })
class FrontendIT extends Specification {

	private static final int FRONTEND_PORT = Address.localOnAnyPort().port();

	private static final String FRONTEND = "http://localhost:" + FRONTEND_PORT;

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	private static final Application APPLICATION = new Application(Tokens.FRONTEND, FRONTEND);

	private LoginServer logins;

	private FrontendServer frontend;

	private ChromeDriver browser;

	private FrontendPage page;

	static boolean canRun() {
		return Chromium.isInstalled() && NodePackages.areInstalled();
	}

	@DynamicPropertySource
	static void allowFrontend(DynamicPropertyRegistry registry) {
		registry.add("link.cors.allowed.origins", () -> FRONTEND);
	}

	@BeforeEach
	void openBrowser(TestInfo test) {
		auth0.has(
				account(ADA).withEmail("ada@example.com")
					.withProfile("name", "Ada Lovelace")
					.withUserMetadata("{\"language\":\"en\"}"),
				account(GOOGLE).withEmail("ada@example.com")
					.withProfile("name", "Ada L")
					.withUserMetadata("{\"language\":\"fr\",\"newsletter\":true}")
					.withRoles("editor")
					.withOrganizations("acme", "globex"),
				account("github|5678").withProfile("nickname", "ada"),
				account("apple|3456").withEmail("ada@icloud.example").withProfile("email_verified", false));
		this.logins = LoginServer.start(auth0, APPLICATION.withoutConfirmation(), clock);
		this.browser = Chromium.start();
		this.frontend = FrontendServer.bind(FRONTEND_PORT);
		this.frontend.serve(auth0, "http://localhost:" + port());
		this.page = new FrontendPage(this.browser, FRONTEND, test.getTestMethod().orElseThrow().getName());
	}

	@AfterEach
	void closeBrowser() {
		this.browser.quit();
		this.frontend.close();
		this.logins.close();
	}

	@Test
	void aPersonLinksTheSuggestedAccountAndUnlinksItAgain() {
		this.page.open().rests().screenshot("logged-out").isAccessible();
		this.page.logIn(ADA).screenshot("logged-in").isAccessible();
		assertThat(this.page.text("who")).contains("Ada Lovelace", "ada@example.com");
		this.page.hasIdentities(ADA);

		this.page.linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("Password ada@example.com", "Google", "newsletter", "language",
				"Its membership in acme and globex ends.", "MFA enrolments");
		assertThat(this.page.text("preview")).doesNotContain("editor");
		this.page.screenshot("preview").isAccessible();
		auth0.receivedNoWrites();

		this.page.click("confirm-link").rests();
		this.page.hasIdentities(ADA, GOOGLE);
		assertThat(this.page.text("notice")).contains("Log in again");
		this.page.hides("suggested");
		this.page.screenshot("linked").isAccessible();
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
		assertThat(auth0.userMetadataOf(ADA)).contains("newsletter");

		this.page.click("log-in-again").pick(GOOGLE).loads();
		assertThat(this.page.text("who")).contains("Ada Lovelace");

		this.page.unlink(GOOGLE);
		this.page.screenshot("unlink").isAccessible().click("confirm-unlink").rests();
		assertThat(this.page.text("notice")).contains("unlinked", "an account of its own");
		this.page.screenshot("unlinked").isAccessible();
		this.page.hasIdentities(ADA);
		assertThat(auth0.identitiesOf(GOOGLE)).hasSize(1);
	}

	@Test
	void organizationsThatCannotBeReadAreNotSaidToBeNone() {
		auth0.on(Operation.ORGANIZATIONS).failsWith(500);
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("Its memberships end. They can’t be read.");
	}

	@Test
	void anUnverifiedAddressIsRefused() {
		this.page.logIn(ADA).click("link-another").proves("apple|3456").hasProblem("email_unverified");
		auth0.receivedNoWrites();
	}

	@Test
	void theSameAccountTwiceIsRefused() {
		this.page.logIn(ADA).click("link-another").proves(ADA).hasProblem("same_account");
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@CsvSource({ "PT11M,id_token_too_old", "PT10H1M,id_token_expired" })
	void anOldProofIsRefusedAndRenewed(Duration age, String code) {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("newsletter");
		clock.advance(age);
		this.page.click("confirm-link").hasProblem(code);
		auth0.receivedNoWrites();
		this.page.click("problem-action").proves(GOOGLE).click("confirm-link").hasIdentities(ADA, GOOGLE);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void anAccountThatWasLinkedElsewhereMeanwhileIsRefused() {
		auth0.has(account("auth0|bob"));
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("newsletter");
		apiAs(user("auth0|bob")).link("me", idToken(GOOGLE)).isCreated();
		this.page.click("confirm-link").hasProblem("secondary_not_found");
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
	}

	@Test
	@DirtiesContext(methodMode = MethodMode.AFTER_METHOD)
	void aStoppedServiceIsSaidToBeUnreachable(@Autowired ServletWebServerApplicationContext service) {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("newsletter");
		Objects.requireNonNull(service.getWebServer()).stop();
		this.page.click("confirm-link").hasProblem("unreachable");
		assertThat(this.page.text("problem")).contains("unknown", "trying again is safe");
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
	}

	@Test
	void anUnknownOutcomeIsLearntByTryingAgain() {
		linkWithUnknownOutcome();
		this.page.click("problem-action").rests();
		this.page.hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.LINK);
	}

	@Test
	void dismissingAnUnknownOutcomeReloadsTheList() {
		linkWithUnknownOutcome();
		this.page.click("problem-close").hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.LINK);
	}

	// The popup has replaced the session at Auth0, so nothing else gets a token of the
	// account.
	@Test
	void aRefreshTokenRenewsTheAccessToken() {
		logInUntilTheAccessTokenExpires();
		this.page.linkSuggestion("Google").proves(GOOGLE).click("confirm-link").hasIdentities(ADA, GOOGLE);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void aRefreshTokenOfAnAccountThatIsGoneAsksForALogin() {
		logInUntilTheAccessTokenExpires();
		apiAs(user(GOOGLE)).link("me", idToken(ADA)).isCreated();
		this.page.linkSuggestion("Google").proves(GOOGLE).hasProblem("invalid_grant");
		this.page.click("problem-action").pick(ADA).loads();
		this.page.hasIdentities(GOOGLE, ADA);
		auth0.received(1, Operation.LINK);
	}

	@Test
	void anAccessTokenOfAnotherAccountIsNotUsed() {
		logInUntilTheAccessTokenExpires();
		// The new server knows no refresh token.
		restartLogins(APPLICATION.withoutConfirmation());
		this.page.linkSuggestion("Google").proves(GOOGLE).hasProblem("other_session");
		auth0.receivedNoWrites();
	}

	@Test
	void aLoginThatFailsDoesNotChangeTheAccount() {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE).click("cancel-link");
		this.page.open("?error=access_denied&error_description=no&state=s").hasProblem("missing_transaction");
		assertThat(this.page.text("who")).doesNotContain("Ada L");
		this.page.click("problem-action").pick(ADA).loads();
		assertThat(this.page.text("who")).contains("Ada Lovelace");
	}

	@Test
	void tooManyRequestsAreCountedDown() {
		this.page.logIn(ADA);
		for (int i = 0; i < 20; i++) {
			apiAs(user(ADA)).list("me");
		}
		this.page.linkSuggestion("Google").proves(GOOGLE);
		// The page counts three seconds of real time, and a check of its accessibility
		// may take longer.
		assertThat(this.page.text("problem-wait")).contains("second");
		this.page.hasProblem("too_many_requests");
		clock.advance(Duration.ofSeconds(3));
		this.page.click("problem-action");
		assertThat(this.page.text("preview")).contains("newsletter");
	}

	@Test
	void aPopupThatIsClosedChangesNothing() {
		this.page.logIn(ADA).click("link-another").closesThePopup().hasProblem("cancelled");
		this.page.click("problem-close");
		this.page.hides("problem");
		assertThat(this.page.text("notice")).contains("may be logged in to the other account");
		this.page.hasIdentities(ADA);
	}

	@Test
	void aProofWithoutALinkIsSaidToHaveChangedTheSession() {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		this.page.click("cancel-link");
		assertThat(this.page.text("notice")).contains("reload");
		this.page.screenshot("other-session").isAccessible();
		this.page.click("log-in-again").pick(ADA).loads();
		assertThat(this.page.text("who")).contains("Ada Lovelace");
		auth0.receivedNoWrites();
	}

	@Test
	void aReloadKeepsTheLoginAndALogoutEndsIt() {
		this.page.logIn(ADA).open().loads();
		assertThat(this.page.text("who")).contains("Ada Lovelace");
		this.page.click("log-out").click("log-in").pick(GOOGLE).loads();
		assertThat(this.page.text("who")).contains("Ada L").doesNotContain("Lovelace");
	}

	@Test
	void whereLoginsAreConfirmedAReloadLogsOut() {
		restartLogins(APPLICATION);
		this.page.confirmingLogins().logIn(ADA);
		this.page.linkSuggestion("Google").proves(GOOGLE).click("confirm-link").hasIdentities(ADA, GOOGLE);
		this.page.open().click("log-in").confirmLogin().loads();
		assertThat(this.page.text("who")).contains("Ada Lovelace");
		this.page.open().rests().hides("problem").screenshot("logged-out-by-reload");
		assertThat(this.page.shows("log-in")).isTrue();
	}

	@Test
	void tokensAreInMemoryOnly() {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE).click("confirm-link").hasIdentities(ADA, GOOGLE);
		Object stored = this.page.run("""
				return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])""");
		assertThat(String.valueOf(stored)).doesNotContain("eyJ", "token");
		assertThat(this.page.run("return indexedDB.databases().then((all) => all.length)")).isEqualTo(0L);
	}

	@Test
	void aNameIsNeverMarkup() {
		String name = "<img src=x onerror=document.title='hacked'>";
		auth0.has(account(ADA).withProfile("name", name));
		this.page.logIn(ADA);
		assertThat(this.page.text("who")).contains(name);
		assertThat(this.page.run("return document.title")).isNotEqualTo("hacked");
	}

	@Test
	void theKeyboardIsEnough() {
		this.page.open().tabTo("#log-in").type(Keys.ENTER);
		this.page.tabTo("button[value='" + ADA + "']").type(Keys.ENTER);
		this.page.loads().tabTo("#suggestions button").type(Keys.ENTER);
		this.page.proves(GOOGLE);
		this.page.tabTo("#confirm-link").type(Keys.ENTER);
		this.page.tabTo("#log-in-again");
		this.page.hasIdentities(ADA, GOOGLE);
		this.page.tabTo("[data-identity='" + GOOGLE + "'] button").type(Keys.ENTER);
		this.page.text("unlink");
		this.page.type(Keys.ESCAPE);
		this.page.hides("unlink");
		this.page.hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.LINK);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void aNarrowWindowIsEnough() {
		this.page.hasWidth(320).logIn(ADA).screenshot("narrow").isAccessible();
		hasNoHorizontalScrolling();
		this.page.linkSuggestion("Google").proves(GOOGLE);
		this.page.text("preview");
		this.page.screenshot("narrow-preview").isAccessible();
		hasNoHorizontalScrolling();
	}

	@Test
	void theFrontendWorksInTheDark() {
		this.page.logIn(ADA).prefers("dark").screenshot("dark");
		assertThat(this.page.run("return getComputedStyle(document.body).colorScheme")).asString().contains("dark");
	}

	/**
	 * Links where Auth0's answer is lost and the account can only be read as it was
	 * before.
	 */
	private void linkWithUnknownOutcome() {
		this.page.logIn(ADA).linkSuggestion("Google").proves(GOOGLE);
		assertThat(this.page.text("preview")).contains("newsletter");
		auth0.completesLinkThenCloses();
		auth0.on(Operation.READ).of(ADA).closesTheConnection();
		auth0.on(Operation.READ).of(ADA).once().answers(200, """
				{"identities":[{"provider":"auth0","user_id":"ada","connection":"c","isSocial":false}]}""");
		this.page.click("confirm-link").hasProblem("auth0_timeout");
		auth0.recovers();
	}

	/**
	 * Logs in with an access token that lasts 2 h, and sets the clock of the page to 30 s
	 * before its end. The library renews it 60 s before.
	 */
	private void logInUntilTheAccessTokenExpires() {
		this.logins.accessTokensLast(Duration.ofHours(2));
		this.page.logIn(ADA);
		this.page.run("const now = Date.now; Date.now = () => now() + 7_200_000 - 30_000");
	}

	private void restartLogins(Application application) {
		this.logins.close();
		this.logins = LoginServer.start(auth0, application, clock);
	}

	private void hasNoHorizontalScrolling() {
		assertThat(this.page.run("return document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
	}

}
