package io.accountlink.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.accountlink.simulation.Account.account;
import static io.accountlink.simulation.Operation.KEYS;
import static io.accountlink.simulation.Operation.LINK;
import static io.accountlink.simulation.Operation.READ;
import static io.accountlink.simulation.Operation.TOKEN;
import static io.accountlink.simulation.Operation.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Named.named;

/**
 * Every situation as a client observes it, and whether the link was carried out.
 */
@Timeout(20)
class SimulatedSituationsTests {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE_BODY = "{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}";

	private static final String JWKS = ".well-known/jwks.json";

	private static final MovableClock CLOCK = MovableClock.stoppedNow();

	private static SimulatedAuth0 auth0;

	private static ManagementClient client;

	@BeforeAll
	static void start() {
		auth0 = SimulatedAuth0.start(CLOCK);
		client = new ManagementClient(auth0);
	}

	@BeforeEach
	void populate() {
		auth0.has(account(ADA), account("google-oauth2|1234"));
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
	void downMeansThatNobodyListensUntilItIsUpAgain() throws IOException {
		client.read(ADA);
		auth0.isDown();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client.read(ADA));
		auth0.isUpAgain();
		assertThat(client.read(ADA).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@MethodSource("lossesAfterLinking")
	void theLinkIsMadeButTheAnswerDoesNotArrive(Consumer<Situations> situation) {
		situation.accept(auth0.on(LINK));
		assertThatIOException().isThrownBy(() -> client.link(ADA, GOOGLE_BODY));
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	static Stream<Arguments> lossesAfterLinking() {
		return Stream.of(situation("lost", Situations::completesThenCloses),
				situation("reset", Situations::completesThenResets),
				situation("hanging", Situations::hangsBeforeTheHeader),
				situation("hanging in the body", Situations::hangsInTheBody),
				situation("dribbled", Situations::dripsTheBody), situation("cut off", Situations::truncatesTheBody),
				situation("garbage", Situations::answersInvalidHttp),
				situation("slow", (when) -> when.delaysResponses(Duration.ofSeconds(5))));
	}

	@ParameterizedTest
	@MethodSource("lossesBeforeLinking")
	void theLinkIsNotMadeAndNothingIsAnswered(Consumer<Situations> situation) {
		situation.accept(auth0.on(LINK));
		assertThatIOException().isThrownBy(() -> client.link(ADA, GOOGLE_BODY));
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
		auth0.received(1, LINK);
	}

	static Stream<Arguments> lossesBeforeLinking() {
		return Stream.of(situation("closed", Situations::closesTheConnection),
				situation("reset", Situations::resetsTheConnection), situation("ignored", Situations::ignoresTheCall));
	}

	@Test
	void aHangingBodyShowsItsHeader() throws IOException, InterruptedException {
		auth0.on(KEYS).hangsInTheBody();
		HttpRequest request = HttpRequest.newBuilder(URI.create(auth0.issuer() + JWKS)).build();
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.body().readNBytes(8)).asString().isEqualTo("{\"keys\":");
			answer.body().close();
			http.shutdownNow();
		}
	}

	@Test
	void anEndlessBodyGoesOnUntilTheCallerLeaves() {
		auth0.on(READ).sendsEndlessBody();
		assertThatIOException().isThrownBy(() -> client.read(ADA)).withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void aHugeAnswerIsRightAtItsEnd() throws IOException {
		auth0.on(LINK).sendsTwoMebibytes();
		HttpResponse<String> answer = client.link(ADA, GOOGLE_BODY);
		assertThat(answer.statusCode()).isEqualTo(201);
		assertThat(answer.body()).hasSizeGreaterThan(2_000_000);
		assertThat(Json.read(answer.body()).size()).isEqualTo(2);
	}

	@Test
	void whatIsNoJsonStillHasTheStatusOfSuccess() throws IOException {
		auth0.on(LINK).answersNoJson();
		HttpResponse<String> answer = client.link(ADA, GOOGLE_BODY);
		assertThat(answer.statusCode()).isEqualTo(201);
		assertThat(answer.body()).startsWith("<!doctype html>");
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void anErrorMayFollowACompletedWrite() throws IOException {
		auth0.on(LINK).completesThenAnswers(503, "upstream connect error");
		assertThat(client.link(ADA, GOOGLE_BODY).statusCode()).isEqualTo(503);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	@Test
	void aRedirectIsSeenIfItIsFollowed() throws IOException {
		auth0.redirects();
		HttpResponse<String> answer = client.link(ADA, GOOGLE_BODY);
		assertThat(answer.statusCode()).isEqualTo(307);
		String location = answer.headers().firstValue("location").orElseThrow();
		client.get(location.substring(1));
		auth0.received(1, UNKNOWN);
	}

	@Test
	void theLimitTellsWhenItEnds() throws IOException {
		auth0.limitsRequestsFor(Duration.ofSeconds(7));
		HttpResponse<String> answer = client.read(ADA);
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(answer.body()).isEqualTo("{\"statusCode\":429,\"error\":\"Too Many Requests\","
				+ "\"message\":\"Global limit has been reached\",\"errorCode\":\"too_many_requests\"}");
		long end = CLOCK.instant().getEpochSecond() + 7;
		assertThat(answer.headers().firstValueAsLong("x-ratelimit-reset")).hasValue(end);
		assertThat(answer.headers().firstValue("retry-after")).isEmpty();
		assertThat(answer.headers().firstValue("x-ratelimit-remaining")).contains("0");
	}

	@Test
	void theLimitMayTellItInOtherWaysOrNotAtAll() throws IOException {
		auth0.on(READ).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(3));
		auth0.on(READ).once().limitsRequestsWithoutReset();
		assertThat(client.read(ADA).headers().firstValue("retry-after")).contains("3");
		assertThat(client.read(ADA).headers().firstValue("x-ratelimit-reset")).isEmpty();
		assertThat(client.read(ADA).statusCode()).isEqualTo(200);
	}

	@Test
	void theTokenEndpointHasALimitOfItsOwn() throws IOException {
		auth0.on(TOKEN).limitsRequests();
		assertThat(client.post("oauth/token", "").body()).contains("\"error\":\"too_many_requests\"");
	}

	@Test
	void situationsForTheNextCallsComeInTheirOrderBeforeLastingOnes() throws IOException {
		auth0.failsWith(500);
		auth0.on(READ).times(2).failsWith(503);
		auth0.on(READ).once().limitsRequests();
		assertThat(statuses(5)).containsExactly(503, 503, 429, 500, 500);
		auth0.on(READ).failsWith(502);
		assertThat(statuses(1)).containsExactly(502);
		assertThat(client.get(JWKS).statusCode()).isEqualTo(200);
	}

	@Test
	void situationsMayConcernOneAccountOnly() throws IOException {
		auth0.on(READ, LINK).of(ADA).once().failsWith(503);
		assertThat(client.read("google-oauth2|1234").statusCode()).isEqualTo(200);
		assertThat(statuses(2)).containsExactly(503, 200);
		auth0.receivedOf(1, READ, "google-oauth2|1234");
		auth0.receivedOf(2, READ, ADA);
		auth0.receivedOf(0, LINK, ADA);
	}

	@Test
	void anAccountWithASituationIsNamedByThePathAndNotByTheBody() throws IOException {
		auth0.on(LINK).of("google-oauth2|1234").failsWith(503);
		assertThat(client.link(ADA, GOOGLE_BODY).statusCode()).isEqualTo(201);
	}

	@Test
	void aPathThatCannotBeDecodedNamesNoAccount() throws IOException {
		auth0.on(READ).of(ADA).failsWith(503);
		assertThat(RawSocket.get(auth0.issuer(), "/api/v2/users/auth0%7", auth0.tokens().managementToken().compact()))
			.startsWith("HTTP/1.1 400");
		auth0.receivedOf(0, READ, ADA);
	}

	@Test
	void situationsConcernAllCallsOfTheManagementApi() throws IOException {
		auth0.failsWith(503);
		assertThat(client.patch(ADA, "{}").statusCode()).isEqualTo(503);
		assertThat(client.byEmail("ada@example.com").statusCode()).isEqualTo(503);
		assertThat(client.search("").statusCode()).isEqualTo(503);
	}

	@Test
	void faultsAreInjectedIntoCallsOfMetadataAndSearches() {
		auth0.failsRandomly(1, 7);
		assertThat(failed(() -> client.patch(ADA, "{\"user_metadata\":{\"a\":1}}"))).isTrue();
		assertThat(failed(() -> client.byEmail("ada@example.com"))).isTrue();
		assertThat(failed(() -> client.search(""))).isTrue();
	}

	@Test
	void slownessComesOnTopOfOtherSituations() throws IOException {
		auth0.delaysResponses(Duration.ofMillis(300));
		auth0.failsWith(500);
		long start = System.nanoTime();
		assertThat(client.read(ADA).statusCode()).isEqualTo(500);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
	}

	@Test
	void theManagementTokenIsRejectedOnce() throws IOException {
		auth0.rejectsTheManagementTokenOnce();
		assertThat(client.link(ADA, GOOGLE_BODY).statusCode()).isEqualTo(401);
		assertThat(client.link(ADA, GOOGLE_BODY).statusCode()).isEqualTo(201);
	}

	@Test
	void keysMayBeMissingOrDown() throws IOException {
		auth0.on(KEYS).answers(200, "{\"keys\":[]}");
		assertThat(client.get(JWKS).body()).isEqualTo("{\"keys\":[]}");
		auth0.closesConnectionsForKeys();
		assertThatIOException().isThrownBy(() -> client.get(JWKS));
	}

	@Test
	void theSameSeedInjectsTheSameFaults() {
		List<String> once = outcomes(7);
		assertThat(once).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8)).contains("200");
		assertThat(once.stream().distinct()).hasSizeGreaterThan(4);
	}

	@Test
	void manyCallsWaitAtOnce() {
		auth0.onEveryCall().delaysResponses(Duration.ofSeconds(1));
		HttpRequest request = HttpRequest.newBuilder(URI.create(auth0.issuer() + JWKS)).build();
		long start = System.nanoTime();
		try (HttpClient http = HttpClient.newHttpClient()) {
			CompletableFuture<?>[] calls = IntStream.range(0, 300)
				.mapToObj((any) -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(calls).orTimeout(10, TimeUnit.SECONDS).join();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
		auth0.received(300, KEYS);
	}

	private static List<Integer> statuses(int calls) throws IOException {
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			statuses.add(client.read(ADA).statusCode());
		}
		return statuses;
	}

	private static boolean failed(Exchange exchange) {
		try {
			return exchange.send().statusCode() >= 400;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static List<String> outcomes(long seed) {
		Behaviour faults = new FaultInjector(2, seed);
		Call call = new Call("GET", "/", "HTTP/1.1", Map.of(), "");
		return IntStream.range(0, 100)
			.mapToObj((any) -> outcome(faults.answer(call, () -> Answer.of(200, ""))))
			.toList();
	}

	private static String outcome(Answer answer) {
		boolean whole = answer.delivery() == Delivery.WHOLE && answer.delay().isZero();
		return whole ? Integer.toString(answer.status()) : answer.delivery() + " after " + answer.delay();
	}

	private static Arguments situation(String name, Consumer<Situations> situation) {
		return Arguments.of(named(name, situation));
	}

	/**
	 * Call whose answer may get lost.
	 */
	@FunctionalInterface
	private interface Exchange {

		HttpResponse<String> send() throws IOException;

	}

}
