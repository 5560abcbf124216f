package io.accountlink.support;

import java.time.Clock;
import java.time.Duration;

import io.accountlink.jwt.IssuerKeys;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.simulation.MovableClock;
import io.accountlink.simulation.MovableTimeMeter;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Base class of specifications: the running service, its callers and a simulated Auth0.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "link.rate.limit.capacity=1000" })
@Import(Specification.TestClockConfiguration.class)
public abstract class Specification {

	public static final MovableClock clock = MovableClock.stoppedNow();

	public static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	public static void settings(DynamicPropertyRegistry registry) {
		registry.add("auth0.issuer", auth0::issuer);
		registry.add("auth0.client.id", () -> auth0.tenant().client().id());
		registry.add("auth0.client.secret", () -> auth0.tenant().client().secret());
		registry.add("link.audience", () -> auth0.tenant().audience());
		registry.add("link.id.token.audiences", () -> Tokens.FRONTEND + ",native");
		registry.add("link.shutdown.delay", () -> "0s");
	}

	/**
	 * Resets Auth0 and the circuit breakers, and advances the clock until rate limits and
	 * backoffs of earlier tests have passed. All specifications share the service.
	 */
	@BeforeEach
	public void resetState(@Autowired CircuitBreakerRegistry breakers, @Autowired IssuerKeys keys) {
		auth0.reset();
		Awaitility.await("the issuer's keys")
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.until(() -> keys.health().getStatus().equals(Status.UP));
		breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
		clock.advance(Duration.ofMinutes(11));
	}

	/**
	 * Returns a client without credentials.
	 */
	public Api api() {
		return Api.at(this.port);
	}

	public int port() {
		return this.port;
	}

	/**
	 * Returns a client with an access token.
	 */
	public Api apiAs(Token accessToken) {
		return api().with("Authorization", "Bearer " + accessToken);
	}

	/**
	 * Returns a client for requests that an HTTP client rejects.
	 */
	public RawHttp raw() {
		return RawHttp.at(this.port);
	}

	public RawHttp rawAs(Token accessToken) {
		return raw().with("Authorization", "Bearer " + accessToken);
	}

	public static Token user(String subject) {
		return auth0.tokens().accessToken().of(subject).withPermission("link:own_account");
	}

	public static Token machine() {
		return auth0.tokens().machineToken("batch").withPermission("link:any_account");
	}

	public static Token idToken(String subject) {
		return auth0.tokens().idToken().of(subject);
	}

	/**
	 * Replaces the clock of the service.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	public static class TestClockConfiguration {

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

		@Bean
		@Primary
		TimeMeter movableTimeMeter() {
			return new MovableTimeMeter(clock.monotonic());
		}

	}

}
