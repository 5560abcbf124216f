package io.accountlink.specification;

import java.time.Clock;
import java.time.Duration;

import io.accountlink.jwt.IssuerKeys;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.simulation.MovableClock;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The running service, its callers and its Auth0, which every specification speaks of.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "link.rate.limit.capacity=1000" })
@Import(Specification.Time.class)
abstract class Specification {

	static final MovableClock clock = MovableClock.stoppedNow();

	static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) {
		registry.add("auth0.issuer", auth0::issuer);
		registry.add("auth0.client.id", () -> auth0.tenant().client().id());
		registry.add("auth0.client.secret", () -> auth0.tenant().client().secret());
		registry.add("link.audience", () -> auth0.tenant().audience());
		registry.add("link.id.token.audiences", () -> Tokens.FRONTEND);
		registry.add("link.shutdown.delay", () -> "0s");
	}

	/**
	 * The service runs on through all specifications: what one leaves behind in it is
	 * gone a while later.
	 */
	@BeforeEach
	void everythingIsAsUsual(@Autowired CircuitBreakerRegistry breakers, @Autowired IssuerKeys keys) {
		auth0.reset();
		Patience.until(() -> keys.health().getStatus().equals(Status.UP));
		breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
		clock.advance(Duration.ofMinutes(11));
	}

	/**
	 * The service as anybody reaches it.
	 */
	Api api() {
		return Api.at(this.port);
	}

	int port() {
		return this.port;
	}

	/**
	 * The service as the holder of an access token reaches it.
	 */
	Api apiAs(Token accessToken) {
		return api().with("Authorization", "Bearer " + accessToken);
	}

	/**
	 * The service as bytes reach it that no proper client sends.
	 */
	RawHttp raw() {
		return RawHttp.at(this.port);
	}

	RawHttp rawAs(Token accessToken) {
		return raw().with("Authorization", "Bearer " + accessToken);
	}

	static Token user(String subject) {
		return auth0.tokens().accessToken().of(subject).withPermission("link:own_account");
	}

	static Token machine() {
		return auth0.tokens().machineToken("batch").withPermission("link:any_account");
	}

	static Token idToken(String subject) {
		return auth0.tokens().idToken().of(subject);
	}

	/**
	 * Time that passes when a specification says so.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Time {

		@Bean
		@Primary
		Clock movableClock() {
			return clock;
		}

		@Bean
		@Primary
		MonotonicClock movableMonotonicClock() {
			return clock.monotonic();
		}

	}

}
