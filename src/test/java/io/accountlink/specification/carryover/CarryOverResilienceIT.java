package io.accountlink.specification.carryover;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits, circuit breakers and the deadline of links that carry {@code user_metadata}
 * over, and of previews.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class CarryOverResilienceIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	private static final String LARGE = "{\"big\":\"" + "x".repeat(300_000) + "\"}";

	private static void hasAccounts() {
		auth0.has(account(ADA), account(GOOGLE).withUserMetadata("{\"a\":1}"));
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>404 Not Found</html>", "", "{\"message\":\"no Route matched with those values\"}",
			"{\"error\":\"not_found\"}", "{\"error\":\"not found\",\"status\":404}", "[]" })
	void a404ThatIsNotOfAuth0DoesNotTellThatThereIsNoSecondaryAccount(String body) {
		auth0.has(account(ADA),
				account(GOOGLE).withUserMetadata("{\"a\":1}")
					.withEmail("eve@example.com")
					.withProfile("email_verified", false));
		auth0.on(Operation.READ).of(GOOGLE).answers(404, body);
		link().isProblem(ProblemType.AUTH0_ERROR);
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.AUTH0_ERROR);
		apiAs(machine()).preview(ADA, "google-oauth2", "7").isProblem(ProblemType.AUTH0_ERROR);
		auth0.receivedNoWrites();
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "true", "{}" })
	void anAddressThatIsNoTextIsNoMissingAddress(String address) {
		auth0.has(account(ADA));
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"email":%s,"identities":[{"provider":"google-oauth2","user_id":"7"}]}""".formatted(address));
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.EMAIL_UNVERIFIED);
		auth0.receivedNoWrites();
	}

	@Test
	void anAnswerToThePatchThatIsTooLargeOpensNoCircuitBreaker() {
		for (int number = 0; number < 10; number++) {
			auth0.has(account("auth0|" + number).withAppMetadata(LARGE),
					account("github|" + number).withUserMetadata("{\"a\":1}"));
			apiAs(machine()).link("auth0|" + number, "github", Integer.toString(number)).isCreated();
			assertThat(auth0.userMetadataOf("auth0|" + number)).isEqualTo("{\"a\":1}");
		}
		hasAccounts();
		link().isCreated();
		auth0.received(11, Operation.PATCH);
	}

	@Test
	void anAnswerToTheLinkThatIsTooLargeOpensNoCircuitBreaker() {
		auth0.on(Operation.LINK).sendsTwoMebibytes();
		for (int number = 0; number < 10; number++) {
			auth0.has(account("auth0|" + number), account("github|" + number));
			apiAs(machine()).link("auth0|" + number, "github", Integer.toString(number)).isCreated();
		}
		hasAccounts();
		link().isCreated();
	}

	@Test
	void anAccountThatOutgrowsTheReadIsLinkedAllTheSame() {
		Account ada = account(ADA);
		for (int number = 0; number < 20; number++) {
			ada = ada.withIdentity(Identity.identity("oidc|" + number).withProfile("custom", "x".repeat(10_500)));
		}
		auth0.has(ada, account(GOOGLE).withUserMetadata("{\"a\":\"" + "y".repeat(60_000) + "\"}"));
		assertThat(link().status()).isIn(201, 504);
		link().isOk();
		auth0.received(1, Operation.PATCH);
	}

	@Test
	void aRequestTakesOnePermitWhateverItsCalls() {
		hasAccounts();
		Api ada = apiAs(user(ADA));
		assertThat(ada.preview(ME, idToken(GOOGLE)).isOk().header("RateLimit")).hasValue("\"user\";r=999;t=60");
		assertThat(ada.link(ME, idToken(GOOGLE)).isCreated().header("RateLimit")).hasValue("\"user\";r=998;t=60");
		auth0.received(1, Operation.PATCH);
	}

	@Test
	void waitsSideBySideTakeTwoSecondsTogether() {
		hasAccounts();
		auth0.on(Operation.READ).of(ADA).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		auth0.on(Operation.READ).of(GOOGLE).once().delaysResponses(Duration.ofSeconds(1));
		auth0.on(Operation.READ).of(GOOGLE).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(2));
		link().isProblem(ProblemType.AUTH0_BUSY);
		auth0.receivedNoWrites();
	}

	@Test
	void waitsAtTheSameTimeCountOnce() {
		hasAccounts();
		auth0.on(Operation.READ).of(ADA).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(1));
		auth0.on(Operation.READ).of(GOOGLE).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(1));
		link().isCreated();
	}

	static Stream<Consumer<CarryOverResilienceIT>> requestsThatTheirFirstReadEnds() {
		return Stream.of((test) -> test.link().isProblem(ProblemType.ACCOUNT_NOT_FOUND),
				(test) -> test.apiAs(machine())
					.preview(ADA, "google-oauth2", "7")
					.isProblem(ProblemType.ACCOUNT_NOT_FOUND));
	}

	@ParameterizedTest
	@MethodSource("requestsThatTheirFirstReadEnds")
	void noCallOutlivesTheRequest(Consumer<CarryOverResilienceIT> request) {
		auth0.has(account(GOOGLE));
		auth0.on(Operation.READ).of(GOOGLE).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(1));
		request.accept(this);
		// One read of each account; the second may arrive after the answer.
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofSeconds(4))
			.until(() -> auth0.calls(Operation.READ) <= 2);
	}

	@Test
	void aReadThatIsCancelledOpensNoCircuitBreaker() {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		auth0.on(Operation.READ).of(GOOGLE).ignoresTheCall();
		for (int number = 0; number < 20; number++) {
			link().isOk();
		}
		apiAs(machine()).list(ADA).isOk();
	}

	@Test
	void theTrialCallOfAHalfOpenCircuitBreakerIsNotRefusedByItsOwnRequest(@Autowired CircuitBreakerRegistry breakers) {
		hasAccounts();
		CircuitBreaker reads = breakers.circuitBreaker("read");
		reads.transitionToOpenState();
		reads.transitionToHalfOpenState();
		link().isCreated();
		assertThat(reads.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		reads.transitionToOpenState();
		reads.transitionToHalfOpenState();
		auth0.has(account("github|5"));
		apiAs(machine()).preview(ADA, "github", "5").isOk();
	}

	@Test
	void nothingIsWrittenWhereNoTimeIsLeftForTheLink() {
		hasAccounts();
		auth0.on(Operation.READ).of(ADA).delaysResponses(Duration.ofMillis(3200));
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isProblem(ProblemType.AUTH0_TIMEOUT);
			assertThat(trail.only().get("outcome").asString()).isEqualTo("failed");
			assertThat(trail.only().has("metadata")).isFalse();
		}
		auth0.receivedNoWrites();
	}

	@Test
	void anAccountThatIsTooDeepToReadIsToldAsSuch() {
		hasAccounts();
		auth0.on(Operation.READ)
			.of(ADA)
			.once()
			.answers(200, """
					{"identities":[{"provider":"auth0","user_id":"ada"}],"user_metadata":{"deep":%s}}"""
				.formatted("[".repeat(600) + "]".repeat(600)));
		assertThat(link().isProblem(ProblemType.METADATA_REFUSED).detail()).contains("too large to read")
			.doesNotContain("64 KiB");
	}

}
