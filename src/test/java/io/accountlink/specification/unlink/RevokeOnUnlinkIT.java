package io.accountlink.specification.unlink;

import java.time.Duration;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Call;
import io.accountlink.simulation.Operation;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Faults;
import io.accountlink.support.Metrics;
import io.accountlink.support.Specification;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unlink that asks Auth0 to end the sessions and refresh tokens of the account.
 */
@TestPropertySource(properties = { "link.deadline=3s", "link.revoke.on.unlink=true" })
@ExtendWith(OutputCaptureExtension.class)
class RevokeOnUnlinkIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GITHUB = "github|7";

	private static final String REVOCATIONS = "account_link_revocations_total";

	@LocalManagementPort
	private int managementPort;

	@BeforeEach
	void adaHasTwoLogins() {
		auth0.has(account(ADA).withIdentity(GITHUB));
	}

	@Test
	void anUnlinkAsksAuth0ToEndAllSessionsOfTheAccount() {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA)).unlink("me", "github", "7").isOk().hasIdentities(ADA);
			JsonNode event = trail.only();
			assertThat(event.get("code").asString()).isEqualTo("unlinked");
			assertThat(event.get("revoke").asString()).isEqualTo("accepted");
			assertThat(trail.started()).singleElement().matches((started) -> !started.has("revoke"));
		}
		Call revocation = auth0.lastCall(Operation.REVOKE);
		assertThat(revocation.path()).isEqualTo("/api/v2/users/auth0%7Cada/revoke-access");
		assertThat(revocation.body()).isEqualTo("{}");
		auth0.received(1, Operation.UNLINK);
		auth0.received(1, Operation.REVOKE);
	}

	@Test
	void whatIsNotLinkedIsAnnouncedAndRevokedToo() {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA)).unlink("me", "github", "nobody").isOk().hasIdentities(ADA, GITHUB);
			assertThat(trail.only().get("revoke").asString()).isEqualTo("accepted");
			assertThat(trail.started()).hasSize(1);
		}
		auth0.received(0, Operation.UNLINK);
		auth0.received(1, Operation.REVOKE);
	}

	@Test
	void anUnlinkOfUnknownOutcomeThatIsFoundDoneIsFollowedByIt() {
		auth0.on(Operation.UNLINK).completesThenCloses();
		apiAs(machine()).unlink(ADA, "github", "7").isOk().hasIdentities(ADA);
		auth0.receivedOf(1, Operation.REVOKE, ADA);
	}

	@Test
	void anUnlinkThatIsNotDoneRevokesNothing() {
		apiAs(user(ADA)).unlink("me", "auth0", "ada").isProblem(ProblemType.PRIMARY_IDENTITY);
		apiAs(machine()).unlink("auth0|nobody", "github", "7").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.on(Operation.UNLINK).failsWith(500);
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).unlink(ADA, "github", "7").isProblem(ProblemType.AUTH0_ERROR);
			assertThat(trail.only().has("revoke")).isFalse();
		}
		auth0.received(0, Operation.REVOKE);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			# Auth0 ...                | revoke   | calls
			closes the connection      | failed   | 3
			resets the connection      | failed   | 3
			ignores the call           | failed   | 1
			does it, closes            | failed   | 3
			does it, resets            | failed   | 3
			does it, says nothing      | failed   | 1
			does it, no JSON           | failed   | 1
			does it, no HTTP           | failed   | 3
			does it, 2 MiB             | failed   | 1
			does it, endless body      | failed   | 1
			does it, empty             | failed   | 1
			does it, []                | failed   | 1
			does it, 500               | failed   | 3
			once does it, closes       | accepted | 2
			once closes the connection | accepted | 2
			once 500                   | accepted | 2
			once 401                   | accepted | 2
			once 429, Retry-After 1    | accepted | 2
			slow                       | accepted | 1
			500                        | failed   | 3
			502                        | failed   | 3
			503                        | failed   | 3
			504                        | failed   | 3
			520                        | failed   | 3
			408                        | failed   | 1
			401                        | failed   | 2
			403                        | failed   | 1
			404                        | failed   | 1
			404 of a wrong path        | failed   | 1
			409                        | failed   | 1
			400 body                   | failed   | 1
			400 uri                    | failed   | 1
			400 unheard of             | failed   | 1
			429, no hint               | failed   | 1
			429, Retry-After 60        | failed   | 1
			429, reset in 60 s         | failed   | 1
			redirects                  | failed   | 1
			captive portal             | failed   | 1
			200 {}                     | failed   | 1
			200, empty                 | failed   | 1
			edge 401                   | failed   | 2
			edge 403                   | failed   | 1
			edge 404                   | failed   | 1
			edge 503                   | failed   | 3
			edge 200                   | failed   | 1
			""")
	void noFaultMakesTheUnlinkAnError(String fault, String revoke, int calls, CapturedOutput log) {
		Faults.arrange(fault, auth0.on(Operation.REVOKE));
		Metrics before = Metrics.at(this.managementPort);
		unlink(revoke);
		assertThat(auth0.calls(Operation.REVOKE)).isEqualTo(calls);
		assertThat(log.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("not revoked")))
			.hasSize(revoke.equals("failed") ? 1 : 0);
		assertThat(Metrics.at(this.managementPort).sum(REVOCATIONS, "outcome=\"" + revoke + "\"")
				- before.sum(REVOCATIONS, "outcome=\"" + revoke + "\""))
			.isEqualTo(1);
		auth0.recovers();
		clock.advance(Duration.ofMinutes(1));
		unlink("accepted");
		assertThat(auth0.identitiesOf(ADA)).hasSize(1);
	}

	private void unlink(String revoke) {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(machine()).unlink(ADA, "github", "7").isOk().hasIdentities(ADA);
			JsonNode event = trail.only();
			assertThat(event.get("outcome").asString()).isEqualTo("done");
			assertThat(event.get("code").asString()).isEqualTo("unlinked");
			assertThat(event.get("revoke").asString()).isEqualTo(revoke);
			assertThat(trail.started()).hasSize(1);
		}
	}

	@Test
	void failuresOfItDisturbNoLink(@Autowired CircuitBreakerRegistry breakers) {
		auth0.has(account("github|8"));
		auth0.on(Operation.REVOKE).failsWith(500);
		for (int i = 0; i < 60; i++) {
			apiAs(machine()).unlink(ADA, "github", "7").isOk();
		}
		assertThat(breakers.circuitBreaker("revoke").getState().name()).isEqualTo("OPEN");
		apiAs(machine()).link(ADA, "github", "8").isCreated();
	}

	@Test
	void theStartCountsBothOutcomes() {
		assertThat(Metrics.at(this.managementPort).series(REVOCATIONS))
			.anyMatch((labels) -> labels.contains("accepted"))
			.anyMatch((labels) -> labels.contains("failed"));
	}

}
