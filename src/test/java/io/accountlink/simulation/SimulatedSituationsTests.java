package io.accountlink.simulation;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Operation.LINK;
import static io.accountlink.simulation.Operation.READ;
import static io.accountlink.simulation.Operation.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Selection of the situation for a call, rate limits as Auth0 documents them, and random
 * faults. What each other situation does is in the fault matrices of the specification.
 */
class SimulatedSituationsTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	private static final MovableClock clock = MovableClock.stoppedNow();

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start(clock);

	private static final TestClient client = TestClient.of(auth0);

	@BeforeEach
	void populate() {
		auth0.has(account(ADA), account(GOOGLE));
	}

	@AfterEach
	void reset() {
		auth0.reset();
	}

	@AfterAll
	static void stop() {
		auth0.close();
	}

	@Test
	void situationsForTheNextCallsComeInTheirOrderBeforeLastingOnes() throws Exception {
		auth0.failsWith(500);
		auth0.on(READ).times(2).failsWith(503);
		auth0.on(READ).once().limitsRequests();
		assertThat(statuses(5)).containsExactly(503, 503, 429, 500, 500);
		auth0.on(READ).failsWith(502);
		assertThat(statuses(1)).containsExactly(502);
		assertThat(client.patch(ADA, "{}").statusCode()).isEqualTo(500);
		assertThat(client.get(".well-known/jwks.json", Map.of()).statusCode()).isEqualTo(200);
		auth0.recovers();
		assertThat(statuses(1)).containsExactly(200);
	}

	@Test
	void aSituationOfOneAccountIsSelectedByThePathAndNotByTheBody() throws Exception {
		auth0.on(READ).of(ADA).once().failsWith(503);
		auth0.on(LINK).of(GOOGLE).failsWith(503);
		assertThat(client.read(GOOGLE).statusCode()).isEqualTo(200);
		assertThat(statuses(2)).containsExactly(503, 200);
		assertThat(client.link(ADA, "{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}").statusCode())
			.isEqualTo(201);
		auth0.receivedOf(1, READ, GOOGLE);
		auth0.receivedOf(2, READ, ADA);
	}

	@Test
	void theLimitTellsItsEndAndThatOfTheTokenEndpointHasAnotherForm() throws Exception {
		auth0.limitsRequestsFor(Duration.ofSeconds(7));
		HttpResponse<String> answer = client.read(ADA);
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(answer.body()).isEqualTo("{\"statusCode\":429,\"error\":\"Too Many Requests\","
				+ "\"message\":\"Global limit has been reached\",\"errorCode\":\"too_many_requests\"}");
		long end = clock.instant().getEpochSecond() + 7;
		assertThat(answer.headers().firstValueAsLong("x-ratelimit-reset")).hasValue(end);
		assertThat(answer.headers().firstValue("retry-after")).isEmpty();
		assertThat(answer.headers().firstValue("x-ratelimit-remaining")).contains("0");
		auth0.on(TOKEN).limitsRequests();
		assertThat(client.post("oauth/token", Map.of()).body()).contains("\"error\":\"too_many_requests\"");
	}

	@Test
	void theSameSeedInjectsTheSameFaults() {
		List<String> once = outcomes(7);
		assertThat(once).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8)).contains("200");
		assertThat(once.stream().distinct()).hasSizeGreaterThan(4);
	}

	private static List<Integer> statuses(int calls) throws Exception {
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			statuses.add(client.read(ADA).statusCode());
		}
		return statuses;
	}

	private static List<String> outcomes(long seed) {
		Situation.Behaviour faults = new FaultInjector(2, seed);
		Call call = new Call("GET", "/", Map.of(), "");
		return IntStream.range(0, 100)
			.mapToObj((any) -> outcome(faults.answer(call, () -> Answer.of(200, ""))))
			.toList();
	}

	private static String outcome(Answer answer) {
		boolean whole = answer.delivery() == Delivery.WHOLE && answer.delay().isZero();
		return whole ? Integer.toString(answer.status()) : answer.delivery() + " after " + answer.delay();
	}

}
