package io.accountlink.simulation.login;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins at a loopback callback with Auth0's default, which is a confirmation.
 */
class ConfirmationPageTests extends AuthorizationCodeFlow {

	private static final LoginServer server = LoginServer.start(auth0, new Application(CLIENT, ORIGIN), clock);

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aLoginIsConfirmed() throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of("prompt", "login")));
		assertThat(follow(post(ADA)).body()).contains("frontend wants to access your account");
		assertThat(claims(json(exchange(confirm(), Map.of())), ID_TOKEN).getSubject()).isEqualTo(ADA);
	}

	@Test
	void aLoginInASessionIsConfirmedAndKeepsItsTime() throws Exception {
		long loggedIn = clock.instant().getEpochSecond();
		confirmedLogin();
		clock.advance(Duration.ofSeconds(9));
		HttpResponse<String> page = this.browser.get(AUTHORIZE, request(Map.of("max_age", "60", "state", "2")));
		assertThat(page.body()).contains("Confirm the login").doesNotContain("Pick a login");
		JWTClaimsSet id = claims(json(exchange(confirm(), Map.of())), ID_TOKEN);
		assertThat(id.getLongClaim("auth_time")).isEqualTo(loggedIn);
	}

	@Test
	void aSilentLoginIsRefused() throws Exception {
		Map<String, String> silently = request(Map.of("prompt", "none"));
		assertThat(callback(this.browser.get(AUTHORIZE, silently))).containsEntry(ERROR, "login_required");
		confirmedLogin();
		assertThat(callback(this.browser.get(AUTHORIZE, silently))).containsEntry(ERROR, "interaction_required");
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:3000,true", "http://127.0.0.1:3000,true", "http://[::1]:3000,true",
			"https://app.example.com,false", "http://app.localhost:3000,false" })
	void onlyALoopbackCallbackNeedsAConfirmation(String origin, boolean confirms) {
		Application application = new Application(CLIENT, origin);
		assertThat(application.confirmsLogins()).isEqualTo(confirms);
		assertThat(application.withoutConfirmation().confirmsLogins()).isFalse();
	}

	private void confirmedLogin() throws Exception {
		this.browser.get(AUTHORIZE, request(Map.of()));
		follow(post(ADA));
		assertThat(confirm()).containsKey(CODE);
	}

	private Map<String, String> confirm() throws Exception {
		return callback(follow(this.browser.post("/u/consent", Map.of())));
	}

}
