package io.accountlink.jwt;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.accountlink.settings.Issuer;
import io.accountlink.simulation.MovableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Refresh-ahead cache of the JWK set.
 */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class IssuerKeysTests {

	private static final String ONE = "one";

	private static final String TWO = "two";

	private final MovableClock clock = MovableClock.stoppedNow();

	private final Endpoint endpoint = new Endpoint();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final IssuerKeys keys = new IssuerKeys(new Issuer("http://localhost/", List.of()), this.endpoint,
			this.clock.monotonic(), this.meters);

	@Test
	void aKnownKeyCostsNoCall() {
		start(ONE);
		for (int token = 0; token < 100; token++) {
			assertThat(select(ONE)).hasSize(1);
		}
		this.endpoint.received(1);
	}

	@Test
	void aKeyThatIsNewIsFoundWithTheFirstTokenThatNamesIt() {
		start(ONE);
		this.endpoint.publishes(ONE, TWO);
		assertThat(select(TWO)).hasSize(1);
		this.endpoint.received(2);
	}

	@Test
	void howeverManyTokensNameUnknownKeysTheIssuerIsAskedOnceInHalfAMinute() {
		start(ONE);
		for (int token = 0; token < 100; token++) {
			assertThat(select("forged " + token)).isEmpty();
		}
		this.endpoint.received(2);
		this.clock.advance(Duration.ofSeconds(29));
		select("forged");
		this.endpoint.received(2);
		this.clock.advance(Duration.ofSeconds(1));
		select("forged");
		select("forged again");
		this.endpoint.received(3);
	}

	@Test
	void unknownKidsDoNotRemoveCachedKeysDuringAnOutage() {
		start(ONE);
		this.endpoint.isDown();
		this.clock.advance(Duration.ofSeconds(299));
		for (int token = 0; token < 10; token++) {
			assertThat(select("forged")).isEmpty();
		}
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(select(ONE)).hasSize(1);
	}

	@Test
	void unknownKeysNamedAtOnceAreAskedForOnce() {
		start(ONE);
		this.endpoint.publishes(ONE, TWO);
		List<CompletableFuture<List<JWK>>> all = Stream
			.generate(() -> CompletableFuture.supplyAsync(() -> select(TWO), Thread::startVirtualThread))
			.limit(200)
			.toList();
		assertThat(all).allSatisfy((found) -> assertThat(found.join()).hasSize(1));
		this.endpoint.received(2);
	}

	@Test
	void everyRequestWaitsForTheRefreshThatWasSentAfterTheKeyWasPublished() throws InterruptedException {
		start(ONE);
		this.endpoint.hangs();
		this.clock.advance(Duration.ofMinutes(5));
		this.keys.refreshAhead();
		this.endpoint.awaitRequests(2);
		this.endpoint.publishes(ONE, TWO);
		CompletableFuture<List<JWK>> first = waitingForTwo();
		CompletableFuture<List<JWK>> second = waitingForTwo();
		this.endpoint.resume();
		assertThat(first.join()).hasSize(1);
		assertThat(second.join()).hasSize(1);
		this.endpoint.received(3);
	}

	private CompletableFuture<List<JWK>> waitingForTwo() throws InterruptedException {
		CompletableFuture<List<JWK>> selected = new CompletableFuture<>();
		Thread request = Thread.ofPlatform().start(() -> selected.complete(select(TWO)));
		while (request.getState() != Thread.State.WAITING) {
			Thread.sleep(1);
		}
		return selected;
	}

	@Test
	void aRequestWaitsForAnUnknownKeyOnlyAMomentWhileTheIssuerHangs() {
		start(ONE);
		this.endpoint.hangs();
		long start = System.nanoTime();
		assertThat(select(TWO)).isEmpty();
		assertThat(select(ONE)).hasSize(1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
		this.endpoint.resume();
	}

	@Test
	void aRefreshThatFindsEqualKeysKeepsTheObject() throws InterruptedException {
		start(ONE);
		JWKSet before = this.keys.current();
		this.clock.advance(Duration.ofMinutes(5));
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		Awaitility.await().until(() -> this.keys.health().getDetails().get("age_seconds"), Long.valueOf(0)::equals);
		assertThat(this.keys.current()).isSameAs(before);
	}

	@Test
	void keysAreRefreshedBeforeAnybodyAsks() throws InterruptedException {
		start(ONE);
		this.keys.refreshAhead();
		this.endpoint.received(1);
		this.endpoint.publishes(TWO);
		this.clock.advance(Duration.ofMinutes(5));
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		assertThat(select(TWO)).hasSize(1);
		assertThat(select(ONE)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"keys\":[]}", "<html>", "{\"keys\":[{\"kty\":\"RSA\"}]}",
			"{\"keys\":[" + JwkSetParserTests.ELLIPTIC + "]}" })
	void keysAreKeptForDaysWhileTheIssuerHasNone(String nonsense) throws InterruptedException {
		start(ONE);
		this.endpoint.answers(nonsense);
		for (int half = 0; half < 200; half++) {
			this.clock.advance(Duration.ofMinutes(30));
			this.keys.refreshAhead();
			this.endpoint.awaitResponses(half + 2);
			assertThat(select(ONE)).hasSize(1);
		}
		this.endpoint.received(201);
	}

	@Test
	void failedRefreshesAreRetriedAtMostOnceIn30Seconds() throws InterruptedException {
		start(ONE);
		this.endpoint.isDown();
		this.clock.advance(Duration.ofMinutes(5));
		for (int tick = 0; tick < 10; tick++) {
			this.keys.refreshAhead();
			this.endpoint.awaitResponses(2);
		}
		this.endpoint.received(2);
		assertThat(select(ONE)).hasSize(1);
	}

	@Test
	void withoutKeysNothingIsSelectedUntilTheyAreThere() throws InterruptedException {
		this.endpoint.isDown();
		this.keys.afterPropertiesSet();
		assertThatIllegalStateException().isThrownBy(() -> select(ONE))
			.withCauseInstanceOf(JWKSetUnavailableException.class);
		assertThat(this.keys.health().getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
		this.endpoint.publishes(ONE);
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		assertThat(select(ONE)).hasSize(1);
		assertThat(this.keys.health().getStatus().getCode()).isEqualTo("UP");
	}

	@Test
	void uncheckedFailuresAreRetriedAndNotThrownToCallers() throws InterruptedException {
		this.endpoint.throwsUncheckedException();
		this.keys.afterPropertiesSet();
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		this.endpoint.publishes(ONE);
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(3);
		assertThat(select(ONE)).hasSize(1);
	}

	@Test
	void settingTheWallClockKeepsNoRefreshAway() throws InterruptedException {
		this.clock.setForward(Duration.ofDays(1));
		start(ONE);
		select("forged");
		this.clock.setForward(Duration.ofDays(-1));
		this.clock.advance(Duration.ofMinutes(5));
		this.endpoint.publishes(TWO);
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(3);
		assertThat(select(TWO)).hasSize(1);
		assertThat(select(ONE)).isEmpty();
		this.endpoint.received(4);
	}

	@Test
	void theLogNamesTheCauseOnceAtTheBeginningAndOnceAtTheEnd(CapturedOutput output) throws InterruptedException {
		this.endpoint.isDown();
		this.keys.afterPropertiesSet();
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		this.endpoint.publishes(ONE);
		for (int refresh = 3; refresh < 5; refresh++) {
			this.keys.refreshAhead();
			this.endpoint.awaitResponses(refresh);
			this.clock.advance(Duration.ofMinutes(5));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("IssuerKeys"))).satisfiesExactly(
				(failure) -> assertThat(failure)
					.contains("http://localhost/.well-known/jwks.json: connection refused: check"),
				(recovery) -> assertThat(recovery).contains("loaded again"));
	}

	@Test
	void itIsCountedHowOftenTheyWereFetched() throws InterruptedException {
		start(ONE);
		this.endpoint.isDown();
		this.clock.advance(Duration.ofMinutes(5));
		this.keys.refreshAhead();
		this.endpoint.awaitResponses(2);
		assertThat(refreshes("success")).isOne();
		assertThat(refreshes("failed")).isOne();
	}

	private double refreshes(String outcome) {
		return this.meters.get("auth0.keys.refreshes").tag("outcome", outcome).counter().count();
	}

	private void start(String... ids) {
		this.endpoint.publishes(ids);
		this.keys.afterPropertiesSet();
	}

	private List<JWK> select(String id) {
		return select(new JWKMatcher.Builder().keyID(id).build());
	}

	private List<JWK> select(JWKMatcher matcher) {
		try {
			return this.keys.get(new JWKSelector(matcher), null);
		}
		catch (JWKSetUnavailableException unavailable) {
			throw new IllegalStateException(unavailable);
		}
	}

	/**
	 * JWK set endpoint of the issuer, which counts its requests.
	 */
	private static final class Endpoint implements ResourceRetriever {

		private static final RSAKey KEY = generate();

		private final AtomicInteger requests = new AtomicInteger();

		private volatile Thread requestThread = Thread.currentThread();

		private volatile String answer = "";

		private volatile CountDownLatch latch = new CountDownLatch(0);

		private static RSAKey generate() {
			try {
				return new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).generate();
			}
			catch (JOSEException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void publishes(String... ids) {
			this.answer = new JWKSet(Stream.of(ids).map(Endpoint::key).toList()).toString();
		}

		private static JWK key(String id) {
			return new RSAKey.Builder(KEY.toPublicJWK()).keyID(id).build();
		}

		void throwsUncheckedException() {
			this.answer = "unchecked";
		}

		void answers(String text) {
			this.answer = text;
		}

		void isDown() {
			this.answer = "down";
		}

		void hangs() {
			this.latch = new CountDownLatch(1);
		}

		void resume() {
			this.latch.countDown();
		}

		void received(int times) {
			assertThat(this.requests).hasValue(times);
		}

		/**
		 * Waits until the refresh in the background has processed this response.
		 */
		void awaitResponses(int times) throws InterruptedException {
			awaitRequests(times);
			this.requestThread.join();
		}

		void awaitRequests(int times) throws InterruptedException {
			while (this.requests.get() < times) {
				Thread.sleep(1);
			}
		}

		@Override
		public Resource retrieveResource(URL url) throws IOException {
			this.requestThread = Thread.currentThread();
			String answerAtRequest = this.answer;
			this.requests.incrementAndGet();
			try {
				this.latch.await();
				if (answerAtRequest.equals("unchecked")) {
					throw new IllegalStateException();
				}
				if (answerAtRequest.equals("down")) {
					throw new ConnectException();
				}
				return new Resource(answerAtRequest, "application/json");
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

	}

}
