package io.accountlink.specification.preview;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Situations;
import io.accountlink.simulation.Token;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Preview of a link that carries no metadata over.
 */
@TestPropertySource(properties = "link.deadline=2s")
class PreviewIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|1234";

	private static final String ME = "me";

	private static final String PROVIDER = "google-oauth2";

	private static final String USER_ID = "1234";

	@BeforeEach
	void thereAreAccounts() {
		auth0.has(account(ADA).withEmail("ada@example.com").withUserMetadata("{\"language\":\"en\"}"), google(),
				account("github|6").withProfile("email", "eve@example.com"));
	}

	@AfterEach
	void nothingWasWritten() {
		auth0.receivedNoWrites();
	}

	private static Account google() {
		return account(GOOGLE).withEmail("ada@gmail.example")
			.withIdentity("github|5")
			.withUserMetadata("{\"theme\":\"dark\",\"language\":\"fr\",\"gone\":null}")
			.withAppMetadata("{\"plan\":\"pro\",\"beta\":true}");
	}

	@Test
	void aMachineSeesTheAccountAsItWouldBeAndWhatEnds() {
		assertThat(apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isOk().json()).isEqualTo(Response.tree("""
				{"outcome": "would_link",
				 "account": {"account_id": "auth0|ada", "identities": [
				   {"provider": "auth0", "user_id": "ada", "connection": "Username-Password-Authentication",
				    "is_social": false, "is_primary": true,
				    "profile": {"email": "ada@example.com", "email_verified": true}},
				   {"provider": "google-oauth2", "user_id": "1234", "connection": "google-oauth2", "is_social": true,
				    "is_primary": false, "profile": {"email": "ada@gmail.example", "email_verified": true}},
				   {"provider": "github", "user_id": "5", "connection": "github", "is_social": true,
				    "is_primary": false, "profile": {}}]},
				 "secondary": {"account_id": "google-oauth2|1234", "identities": [
				   {"provider": "google-oauth2", "user_id": "1234", "connection": "google-oauth2", "is_social": true,
				    "is_primary": true, "profile": {"email": "ada@gmail.example", "email_verified": true}},
				   {"provider": "github", "user_id": "5", "connection": "github", "is_social": true,
				    "is_primary": false, "profile": {}}]},
				 "user_metadata": {"carried_over": [], "discarded": ["language", "theme"]},
				 "app_metadata": {"discarded": ["beta", "plan"]}}"""));
		auth0.received(2, Operation.READ);
	}

	@Test
	void aUserSeesNothingOfAppMetadata() {
		Response response = apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isOk();
		assertThat(response.json().propertyNames()).containsExactly("outcome", "account", "secondary", "user_metadata");
		response.doesNotContain("plan").doesNotContain("pro\"").doesNotContain("dark");
		assertThat(auth0.allCalls(Operation.READ))
			.allMatch((call) -> call.target().contains("include_fields=false&fields=app_metadata%2C"));
	}

	@Test
	void whatIsLinkedAlreadyIsShownAsItIs() {
		auth0.has(account(ADA).withIdentity(GOOGLE));
		JsonNode preview = apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isOk().json();
		assertThat(preview.get("outcome").asString()).isEqualTo("already_linked");
		assertThat(preview.get("account")).isEqualTo(apiAs(machine()).list(ADA).json());
		assertThat(preview.propertyNames()).containsExactly("outcome", "account");
	}

	@Test
	void anIdTokenIsNotUsedUp() {
		Token proof = idToken(GOOGLE);
		auth0.has(account("auth0|eve"));
		apiAs(user(ADA)).preview(ME, proof).isOk();
		apiAs(user("auth0|eve")).preview(ME, proof).isOk();
		apiAs(user(ADA)).preview(ME, proof).isOk();
	}

	@Test
	void anIdTokenThatIsUsedForAnotherAccountIsRefused() {
		Token proof = idToken(GOOGLE);
		auth0.has(account("auth0|eve"));
		auth0.on(Operation.LINK).failsWith(500);
		apiAs(user("auth0|eve")).link(ME, proof).isProblem(ProblemType.AUTH0_ERROR);
		apiAs(user(ADA)).preview(ME, proof).isProblem(ProblemType.ID_TOKEN_USED);
		apiAs(user("auth0|eve")).preview(ME, proof).isOk();
		auth0.reset();
	}

	static Stream<Arguments> refusals() {
		return Stream.of(refusal(ProblemType.UNAUTHENTICATED, (test) -> test.api().preview(ADA, PROVIDER, USER_ID)),
				refusal(ProblemType.PERMISSION_REQUIRED,
						(test) -> test.apiAs(auth0.tokens().accessToken().of(ADA)).preview(ME, idToken(GOOGLE))),
				refusal(ProblemType.NOT_OWN_ACCOUNT,
						(test) -> test.apiAs(user("auth0|eve")).preview(ADA, idToken(GOOGLE))),
				refusal(ProblemType.PROOF_REQUIRED, (test) -> test.apiAs(user(ADA)).preview(ME, PROVIDER, USER_ID)),
				refusal(ProblemType.INVALID_REQUEST, (test) -> test.apiAs(user(ADA)).preview(ME, Map.of())),
				refusal(ProblemType.INVALID_REQUEST, (test) -> test.apiAs(machine()).preview(ME, PROVIDER, USER_ID)),
				refusal(ProblemType.SAME_ACCOUNT, (test) -> test.apiAs(machine()).preview(ADA, "auth0", "ada")),
				refusal(ProblemType.ID_TOKEN_EXPIRED,
						(test) -> test.apiAs(user(ADA)).preview(ME, idToken(GOOGLE).expired())),
				refusal(ProblemType.EMAIL_UNVERIFIED, (test) -> test.apiAs(user(ADA)).preview(ME, idToken("github|6"))),
				refusal(ProblemType.PRIMARY_EMAIL_UNVERIFIED,
						(test) -> test.apiAs(user("github|6")).preview(ME, idToken(GOOGLE))),
				refusal(ProblemType.ACCOUNT_NOT_FOUND,
						(test) -> test.apiAs(machine()).preview("auth0|nobody", PROVIDER, USER_ID)),
				refusal(ProblemType.ACCOUNT_NOT_FOUND,
						(test) -> test.apiAs(machine()).preview("auth0|nobody", PROVIDER, "9")),
				refusal(ProblemType.SECONDARY_NOT_FOUND, (test) -> test.apiAs(machine()).preview(ADA, PROVIDER, "9")),
				refusal(ProblemType.SECONDARY_NOT_FOUND, (test) -> test.apiAs(machine()).preview(ADA, "github", "5")));
	}

	private static Arguments refusal(ProblemType problem, Function<PreviewIT, Response> request) {
		return argumentSet(problem.code(), problem, request);
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void theProblemsAreThoseOfTheLinkAndLeaveAnEvent(ProblemType problem, Function<PreviewIT, Response> request) {
		try (AuditTrail trail = AuditTrail.begin()) {
			request.apply(this).isProblem(problem);
			assertThat(trail.only().get("action").asString()).isEqualTo("preview");
			assertThat(trail.only().get("code").asString()).isEqualTo(problem.code());
		}
	}

	@Test
	void whoseAnIdentityIsIsNeverSaid() {
		auth0.has(account("auth0|bob").withIdentity("github|7"));
		apiAs(machine()).preview(ADA, "github", "7").isProblem(ProblemType.SECONDARY_NOT_FOUND).doesNotContain("bob");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[{\"provider\":\"auth0\",\"user_id\":\"x\"}]",
			"[{\"provider\":\"auth0\",\"user_id\":\"x\"},{\"provider\":\"google-oauth2\",\"user_id\":\"1234\"}]" })
	void anAccountWithAnotherFirstIdentityIsNotTheOneThatIsMeant(String identities) {
		auth0.on(Operation.READ).of(GOOGLE).answers(200, "{\"identities\":" + identities + "}");
		apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isProblem(ProblemType.SECONDARY_NOT_FOUND);
	}

	@Test
	void theAddressOfTheAccountIsChecked() {
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isOk();
		auth0.has(google().withProfile("email_verified", false));
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isProblem(ProblemType.EMAIL_UNVERIFIED);
		auth0.received(2 + 2, Operation.READ);
	}

	static Stream<Arguments> failures() {
		return Stream.of(failure(ProblemType.AUTH0_ERROR, (read) -> read.failsWith(500)),
				failure(ProblemType.AUTH0_TIMEOUT, Situations::ignoresTheCall),
				failure(ProblemType.AUTH0_ERROR, (read) -> read.answers(200, "{\"identities\":[]}")),
				failure(ProblemType.AUTH0_BUSY, (read) -> read.limitsRequestsFor(Duration.ofMinutes(1))),
				failure(ProblemType.AUTH0_MISCONFIGURED,
						(read) -> read.answers(403, "{\"statusCode\":403,\"errorCode\":\"insufficient_scope\"}")));
	}

	private static Arguments failure(ProblemType problem, Consumer<Situations> situation) {
		return argumentSet(problem.code(), problem, situation);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void eitherReadMayFail(ProblemType problem, Consumer<Situations> situation) {
		situation.accept(auth0.on(Operation.READ).of(ADA));
		apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isProblem(problem);
		auth0.reset();
		thereAreAccounts();
		situation.accept(auth0.on(Operation.READ).of(GOOGLE));
		apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isProblem(problem);
	}

	@Test
	void metadataThatIsTooLargeToReadIsAbsent() {
		auth0.has(google().withUserMetadata("{\"big\":\"" + "x".repeat(300_000) + "\"}"));
		JsonNode preview = apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isOk().json();
		assertThat(preview.propertyNames()).containsExactly("outcome", "account", "secondary");
		auth0.has(google().withAppMetadata("{\"big\":\"" + "x".repeat(300_000) + "\"}"));
		assertThat(apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isOk().json().propertyNames())
			.containsExactly("outcome", "account", "secondary", "user_metadata");
	}

	@Test
	void aKeyOfAnyKindIsNamed() {
		auth0.on(Operation.READ).of(GOOGLE).answers(200, """
				{"identities":[{"provider":"google-oauth2","user_id":"1234"}],"user_metadata":
				{"__proto__":1,"":2,"\ud83d\ude00":3,"a\\"b":4,"gone":null}}""");
		assertThat(apiAs(machine()).preview(ADA, PROVIDER, USER_ID).isOk().json().at("/user_metadata/discarded"))
			.isEqualTo(Response.tree("[\"\",\"__proto__\",\"a\\\"b\",\"\ud83d\ude00\"]"));
	}

	@Test
	void aPreviewLeavesAnEvent() {
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isOk();
			JsonNode event = trail.only();
			assertThat(event.get("action").asString()).isEqualTo("preview");
			assertThat(event.get("outcome").asString()).isEqualTo("done");
			assertThat(event.get("code").asString()).isEqualTo("would_link");
			assertThat(event.get("account").asString()).isEqualTo(ADA);
			assertThat(event.get("identity").asString()).isEqualTo(GOOGLE);
			assertThat(event.has("metadata")).isFalse();
		}
	}

}
