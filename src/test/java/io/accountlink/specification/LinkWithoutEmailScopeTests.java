package io.accountlink.specification;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Situations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Link with an ID token of a login without the scope {@code email}. The token has no
 * address, so the service reads the account to check for a verified one.
 */
@TestPropertySource(properties = "link.deadline=2s")
class LinkWithoutEmailScopeTests extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String ME = "me";

	private static final String EMAIL = "email";

	@BeforeEach
	void thereIsAPrimaryAccount() {
		auth0.has(account(ADA));
	}

	static Stream<Arguments> accountsWithNothingToVerify() {
		return Stream.of(argumentSet("a verified address", account(GOOGLE).withEmail("ada@example.com")),
				argumentSet("no address", account(GOOGLE)),
				argumentSet("an empty address", account(GOOGLE).withProfile(EMAIL, "")));
	}

	@ParameterizedTest
	@MethodSource("accountsWithNothingToVerify")
	void theAccountIsReadOnceAndLinked(Account secondary) {
		auth0.has(secondary);
		link().isCreated().hasIdentities(ADA, GOOGLE);
		auth0.received(1, Operation.READ);
		auth0.received(1, Operation.LINK);
	}

	static Stream<Arguments> accountsWithAnUnverifiedAddress() {
		return Stream.of(
				argumentSet("not verified",
						account(GOOGLE).withEmail("eve@example.com").withProfile("email_verified", false)),
				argumentSet("nothing is said", account(GOOGLE).withProfile(EMAIL, "eve@example.com")));
	}

	@ParameterizedTest
	@MethodSource("accountsWithAnUnverifiedAddress")
	void anUnverifiedAddressOfTheAccountIsRefused(Account secondary) {
		auth0.has(secondary);
		try (AuditTrail trail = AuditTrail.begin()) {
			Response refused = link().isProblem(ProblemType.EMAIL_UNVERIFIED);
			assertThat(refused.body()).doesNotContain("example.com");
			assertThat(trail.only().path("outcome").asString()).isEqualTo("refused");
			assertThat(trail.only().path("identity").asString()).isEqualTo(GOOGLE);
		}
		auth0.received(1, Operation.READ);
		auth0.receivedNoWrites();
	}

	@Test
	void aTokenWithoutAnAddressSaysNothingAboutIt() {
		auth0.has(account(GOOGLE));
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).withoutEmail().with("email_verified", false)).isCreated();
		auth0.received(1, Operation.READ);
	}

	@Test
	void whereAuth0KnowsNoSuchAccountTheLinkTells() {
		link().isProblem(ProblemType.SECONDARY_NOT_FOUND);
		auth0.received(1, Operation.LINK);
		auth0.received(2, Operation.READ);
	}

	@Test
	void aRepeatedLinkIsAnsweredWithTheAccount() {
		auth0.has(account(GOOGLE).withEmail("ada@example.com"));
		link().isCreated();
		link().isOk().hasIdentities(ADA, GOOGLE);
		assertThat(auth0.identitiesOf(ADA)).hasSize(2);
	}

	static Stream<Arguments> unreadableAccounts() {
		return Stream.of(unreadable(ProblemType.AUTH0_ERROR, (read) -> read.failsWith(500)),
				unreadable(ProblemType.AUTH0_ERROR, Situations::closesTheConnection),
				unreadable(ProblemType.AUTH0_ERROR, (read) -> read.answers(200, "<html>")),
				unreadable(ProblemType.AUTH0_ERROR, (read) -> read.answers(200, "")),
				unreadable(ProblemType.AUTH0_ERROR, (read) -> read.answers(200, "[]")),
				unreadable(ProblemType.AUTH0_ERROR, (read) -> read.answers(404, "<html>")),
				unreadable(ProblemType.AUTH0_ERROR, (read) -> read.answers(404, "{\"error\":\"not_found\"}")),
				unreadable(ProblemType.AUTH0_ERROR, Situations::sendsTwoMebibytes),
				unreadable(ProblemType.AUTH0_TIMEOUT, Situations::ignoresTheCall),
				unreadable(ProblemType.AUTH0_BUSY, (read) -> read.limitsRequestsFor(Duration.ofMinutes(1))),
				unreadable(ProblemType.AUTH0_MISCONFIGURED,
						(read) -> read.answers(403, "{\"statusCode\":403,\"errorCode\":\"insufficient_scope\"}")),
				unreadable(ProblemType.AUTH0_UNAVAILABLE, (read) -> auth0.isDown()));
	}

	private static Arguments unreadable(ProblemType problem, Consumer<Situations> situation) {
		return argumentSet(problem.code(), problem, situation);
	}

	@ParameterizedTest
	@MethodSource("unreadableAccounts")
	void whereTheAccountCantBeReadNothingIsLinked(ProblemType problem, Consumer<Situations> situation) {
		auth0.has(account(GOOGLE).withEmail("ada@example.com"));
		situation.accept(auth0.on(Operation.READ));
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isProblem(problem);
			assertThat(trail.only().path("outcome").asString()).isEqualTo("failed");
		}
		auth0.receivedNoWrites();
	}

	@Test
	void aLoginWithTheScopeCostsNoRead() {
		auth0.has(account(GOOGLE).withEmail("ada@example.com"));
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isCreated();
		auth0.received(0, Operation.READ);
	}

	@Test
	void anAccountIsNotReadToBeLinkedToItself() {
		apiAs(user(ADA)).link(ME, idToken(ADA).withoutEmail()).isProblem(ProblemType.SAME_ACCOUNT);
		auth0.received(0, Operation.READ);
		auth0.receivedNoWrites();
	}

	private Response link() {
		return apiAs(user(ADA)).link(ME, idToken(GOOGLE).withoutEmail());
	}

}
