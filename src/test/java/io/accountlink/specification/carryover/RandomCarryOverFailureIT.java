package io.accountlink.specification.carryover;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault injection: 2,000 links that carry {@code user_metadata} over, with a fault in one
 * of five calls. Half of them are repeated until they succeed, half are tried once.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class RandomCarryOverFailureIT extends Specification {

	private static final int LINKS = 2_000;

	private static final int CALLERS = 40;

	/** Problems after which the contract allows a retry. */
	private static final Set<String> REPEATABLE = Set.of("auth0_error", "auth0_busy", "auth0_unavailable",
			"auth0_timeout");

	private final AtomicInteger requests = new AtomicInteger();

	@ParameterizedTest
	@ValueSource(longs = 20_261_125)
	void noMixtureOfFailuresLosesAKeyOrLeavesOneInSilence(long seed) throws Exception {
		for (int number = 0; number < LINKS; number++) {
			auth0.has(account(primary(number)).withUserMetadata("{\"own\":1,\"both\":\"primary\"}"),
					account("google-oauth2|" + number)
						.withUserMetadata("{\"both\":\"secondary\",\"key%1$d\":%1$d}".formatted(number)));
		}
		Api api = apiAs(machine());
		auth0.failsRandomly(5, seed);
		try (AuditTrail trail = AuditTrail.begin(); ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
			for (Future<?> link : IntStream.range(0, LINKS)
				.mapToObj((number) -> callers.submit(() -> linkOnceOrUntilCreated(api, number)))
				.toList()) {
				link.get();
			}
			assertStateAtAuth0(trail);
		}
	}

	private void linkOnceOrUntilCreated(Api api, int number) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.atMost(Duration.ofMinutes(3))
			.until(() -> isLinked(api, number) || isTriedOnce(number));
	}

	private static boolean isTriedOnce(int number) {
		return number % 2 == 1;
	}

	private boolean isLinked(Api api, int number) {
		Response response = api.link(primary(number), "google-oauth2", Integer.toString(number));
		this.requests.incrementAndGet();
		if (response.status() < 300) {
			response.hasIdentities(primary(number), "google-oauth2|" + number);
			assertThat(hasSecondary(number)).isTrue();
			return true;
		}
		assertThat(response.json().get("code").asString()).isIn(REPEATABLE);
		if (isTriedOnce(number) && response.detail().contains("Nothing was linked by this request.")) {
			assertThat(hasSecondary(number)).isFalse();
		}
		clock.advance(Duration.ofSeconds(response.header("retry-after").map(Long::parseLong).orElse(1L)));
		return false;
	}

	private void assertStateAtAuth0(AuditTrail trail) {
		trail.lines(this.requests.get());
		Set<String> left = trail.events()
			.filter((event) -> event.path("metadata").asString("").equals("left"))
			.map((event) -> event.get("account").asString() + event.get("metadata_keys"))
			.collect(Collectors.toSet());
		assertThat(left).isNotEmpty();
		assertThat(IntStream.range(0, LINKS)).allSatisfy((number) -> assertMetadata(number, left));
	}

	private static void assertMetadata(int number, Set<String> left) {
		JsonNode metadata = Response.tree(auth0.userMetadataOf(primary(number)));
		boolean isComplete = metadata
			.equals(Response.tree("{\"own\":1,\"both\":\"primary\",\"key%1$d\":%1$d}".formatted(number)));
		if (hasSecondary(number)) {
			assertThat(isComplete).as("metadata of %s", metadata).isTrue();
		}
		else if (isComplete) {
			assertThat(left).contains(primary(number) + "[\"key" + number + "\"]");
		}
		else {
			assertThat(metadata).isEqualTo(Response.tree("{\"own\":1,\"both\":\"primary\"}"));
		}
	}

	private static boolean hasSecondary(int number) {
		return auth0.identitiesOf(primary(number)).size() == 2;
	}

	private static String primary(int number) {
		return "auth0|" + number;
	}

}
