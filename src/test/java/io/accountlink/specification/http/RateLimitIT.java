package io.accountlink.specification.http;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rate limit: 20 requests per minute and user, reported in {@code RateLimit} headers.
 */
@TestPropertySource(properties = "link.rate.limit.capacity=20")
class RateLimitIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String BOB = "auth0|bob";

	private static final String ME = "me";

	@BeforeEach
	void createAccounts() {
		auth0.has(account(ADA), account(BOB));
	}

	@Test
	void theTwentyFirstRequestInAMinuteIsRefusedAndCostsAuth0Nothing() {
		for (int request = 1; request <= 20; request++) {
			apiAs(user(ADA)).list(ME).isOk();
		}
		Response refused = apiAs(user(ADA)).list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
		assertThat(refused.header("Retry-After")).hasValue("60");
		assertThat(refused.header("RateLimit")).hasValue("\"user\";r=0;t=60");
		assertThat(refused.header("RateLimit-Policy")).hasValue("\"user\";q=20;w=60");
		auth0.received(20, Operation.READ);
	}

	@Test
	void everyAnswerSaysWhatIsLeft() {
		Response first = apiAs(user(ADA)).list(ME).isOk();
		assertThat(first.header("RateLimit-Policy")).hasValue("\"user\";q=20;w=60");
		assertThat(first.header("RateLimit")).hasValue("\"user\";r=19;t=60");
		clock.advance(Duration.ofSeconds(18));
		Response second = apiAs(user(ADA)).list(BOB).isProblem(ProblemType.NOT_OWN_ACCOUNT);
		assertThat(second.header("RateLimit")).hasValue("\"user\";r=18;t=42");
	}

	@Test
	void afterTheTimeThatTheRefusalNamesRequestsGoThroughAgain() {
		requests(user(ADA), 20);
		clock.advance(Duration.ofSeconds(20));
		Response refused = apiAs(user(ADA)).list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
		clock.advance(Duration.ofSeconds(Long.parseLong(refused.header("Retry-After").orElseThrow())));
		assertThat(apiAs(user(ADA)).list(ME).isOk().header("RateLimit")).hasValue("\"user\";r=19;t=60");
	}

	@Test
	void aWallClockThatIsSetBringsNobodyTheNextPeriod() {
		requests(user(ADA), 20);
		clock.setForward(Duration.ofMinutes(2));
		apiAs(user(ADA)).list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
		clock.setForward(Duration.ofMinutes(-2));
		apiAs(user(ADA)).list(ME).isProblem(ProblemType.TOO_MANY_REQUESTS);
	}

	@Test
	void aUserIsOneUserWhicheverTokenTheyShowAndWhateverTheyAsk() {
		requests(user(ADA).issuedTo("app"), 10);
		for (int request = 1; request <= 10; request++) {
			apiAs(user(ADA).without("scope")).unlink(BOB, "github", "7").isProblem(ProblemType.PERMISSION_REQUIRED);
		}
		apiAs(user(ADA)).post("/accounts/me/link", "no JSON").isProblem(ProblemType.TOO_MANY_REQUESTS);
		apiAs(user(ADA)).post("/nowhere", "").isProblem(ProblemType.NOT_FOUND);
		apiAs(user(BOB)).list(ME).isOk();
	}

	@Test
	void machinesAreNotLimited() {
		for (int request = 1; request <= 30; request++) {
			Response response = apiAs(machine()).list(ADA).isOk();
			assertThat(response.header("RateLimit")).isEmpty();
			assertThat(response.header("RateLimit-Policy")).isEmpty();
		}
	}

	@Test
	void whoIsNeitherUserNorMachineTakesNoPlaceInTheLimitersMemory() {
		Response refused = apiAs(machine().of("anon@7f")).list(ADA).isProblem(ProblemType.CALLER_REFUSED);
		assertThat(refused.header("RateLimit")).isEmpty();
	}

	@Test
	void whoShowsNoValidTokenUsesUpNobodysRequests() {
		for (int request = 1; request <= 30; request++) {
			Response response = apiAs(user(ADA).signedByAnotherKey()).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
			assertThat(response.header("RateLimit")).isEmpty();
		}
		apiAs(user(ADA)).list(ME).isOk();
	}

	private void requests(Token user, int number) {
		for (int request = 1; request <= number; request++) {
			apiAs(user).list(ME).isOk();
		}
	}

}
