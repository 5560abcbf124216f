package io.accountlink.specification.resilience;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.accountlink.simulation.Identity;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault injection: 2,000 links with a fault in one of five calls. Every response matches
 * the state at Auth0.
 */
@TestPropertySource(properties = { "link.deadline=2s" })
class RandomFailureIT extends Specification {

	private static final int LINKS = 2_000;

	private static final int CALLERS = 40;

	/** Problems after which the contract allows a retry. */
	private static final Set<String> REPEATABLE = Set.of("auth0_error", "auth0_busy", "auth0_unavailable",
			"auth0_timeout");

	@ParameterizedTest
	@ValueSource(longs = 20_261_123)
	void noMixtureOfFailuresMakesAnAnswerFalse(long seed) throws Exception {
		for (int number = 0; number < LINKS; number++) {
			auth0.has(account(primary(number)), account("google-oauth2|" + number));
		}
		Api api = apiAs(machine());
		auth0.failsRandomly(5, seed);
		try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
			for (Future<?> link : IntStream.range(0, LINKS)
				.mapToObj((number) -> callers.submit(() -> linkUntilCreated(api, number)))
				.toList()) {
				link.get();
			}
		}
		assertThat(identities()).hasSize(2 * LINKS).doesNotHaveDuplicates();
	}

	private static void linkUntilCreated(Api api, int number) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.atMost(Duration.ofMinutes(2))
			.until(() -> isLinked(api, number));
	}

	private static boolean isLinked(Api api, int number) {
		Response response = api.link(primary(number), "google-oauth2", Integer.toString(number));
		if (response.status() < 300) {
			response.hasIdentities(primary(number), "google-oauth2|" + number);
			assertThat(auth0.identitiesOf(primary(number))).hasSize(2);
			return true;
		}
		assertThat(response.json().get("code").asString()).isIn(REPEATABLE);
		clock.advance(Duration.ofSeconds(response.header("retry-after").map(Long::parseLong).orElse(1L)));
		return false;
	}

	private static Stream<String> identities() {
		return IntStream.range(0, LINKS)
			.mapToObj(RandomFailureIT::primary)
			.flatMap((account) -> auth0.identitiesOf(account).stream())
			.map(Identity::accountId);
	}

	private static String primary(int number) {
		return "auth0|" + number;
	}

}
