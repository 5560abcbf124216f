package io.accountlink.specification.token;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Account;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of whom and what an operator trusts: clients, actors, connections, domains.
 */
@TestPropertySource(properties = { "link.clients=frontend, batch,native", "link.actors=middle-tier,app",
		"link.connections=Username-Password-Authentication, google-oauth2,corp-saml",
		"link.verified.connections= corp-saml,Username-Password-Authentication,sms",
		"link.suggestion.connections=corp-saml,google-oauth2", "link.id.token.audiences.without.auth.time=native",
		"auth0.issuer.aliases=https://acme.eu.auth0.com/, https://login.acme.example/" })
class TrustSettingsIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static final String STAFF = "samlp|corp|ada";

	private static final String ME = "me";

	private static final String NATIVE = "native";

	private static final String ACTOR = "act";

	private static final String SUB = "sub";

	private static final Map<String, Object> MIDDLE_TIER = Map.of(SUB, "middle-tier", ACTOR, Map.of(SUB, "app"));

	private static Account staff() {
		return account(STAFF).whoseLogin((login) -> login.inConnection("corp-saml"));
	}

	@Test
	void aClientThatIsNotListedIsRefusedWhateverItsTokenPermits() {
		auth0.has(account(ADA), account(GOOGLE));
		apiAs(user(ADA)).list(ME).isOk();
		apiAs(machine()).list(ADA).isOk();
		Token other = user(ADA).issuedTo("other");
		apiAs(other).list(ME).isProblem(ProblemType.CALLER_REFUSED);
		apiAs(other.ofTheRfc9068Profile()).list(ME).isProblem(ProblemType.CALLER_REFUSED);
		apiAs(user(ADA).without("azp")).list(ME).isProblem(ProblemType.CALLER_REFUSED);
		apiAs(user(ADA).without("azp").with("client_id", NATIVE)).list(ME).isOk();
		apiAs(auth0.tokens().machineToken("other").withPermission("link:any_account")).list(ADA)
			.isProblem(ProblemType.CALLER_REFUSED);
		apiAs(other.without("scope")).link("auth0|bob", Map.of()).isProblem(ProblemType.CALLER_REFUSED);
	}

	@Test
	void whoeverIsListedMayActForAUser() {
		auth0.has(account(ADA), account(GOOGLE));
		Token lent = user(ADA).with(ACTOR, MIDDLE_TIER);
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(lent).link(ME, idToken(GOOGLE)).isCreated();
			assertThat(trail.only().get("actor")).isEqualTo(Response.tree("[\"middle-tier\",\"app\"]"));
			assertThat(trail.started().getFirst().get("actor")).isEqualTo(trail.only().get("actor"));
		}
		apiAs(lent).unlink(ME, "google-oauth2", "7").isOk();
		apiAs(machine().with(ACTOR, Map.of(SUB, "app"))).link(ADA, "google-oauth2", "7").isCreated();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"sub\":\"other\"}", "{\"sub\":\"middle-tier\",\"act\":{\"sub\":\"other\"}}",
			"{\"sub\":\"middle-tier\",\"act\":{\"sub\":\"app\",\"act\":{\"sub\":\"x\"}}}",
			"{\"sub\":\"middle-tier\",\"act\":null}", "{\"sub\":\"middle-tier\",\"act\":\"app\"}",
			"{\"sub\":[\"app\"]}", "{}", "[]", "null", "false", "\"app\"", "[{\"sub\":\"app\"}]", "{\"sub\":\"App\"}",
			"{\"sub\":\"?\"}" })
	void aChainOfAnotherFormOrWithSomebodyElseReadsOnly(String chain) {
		auth0.has(account(ADA).withIdentity(GOOGLE), account("google-oauth2|8"));
		Token lent = user(ADA).with(ACTOR, Response.tree(chain));
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(lent).link(ME, idToken("google-oauth2|8")).isProblem(ProblemType.DELEGATION_REFUSED);
			assertThat(trail.only().get("actor").isEmpty()).isFalse();
		}
		apiAs(lent).list(ME).isOk();
		apiAs(lent).find(ME).isOk();
		apiAs(lent).suggestions(ME).isOk();
		apiAs(lent).list("auth0|bob").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(lent).unlink("auth0|bob", "google-oauth2", "7").isProblem(ProblemType.NOT_OWN_ACCOUNT);
		apiAs(lent).unlink(ME, "google-oauth2", "7").isProblem(ProblemType.DELEGATION_REFUSED);
		apiAs(lent).preview(ME, Map.of()).isProblem(ProblemType.DELEGATION_REFUSED);
		Token machine = machine().with(ACTOR, Response.tree(chain));
		assertThat(apiAs(machine).list(ADA).isProblem(ProblemType.PERMISSION_REQUIRED).detail()).contains(ACTOR);
		auth0.receivedNoWrites();
	}

	@Test
	void theAuditLogNamesFiveActorsAndNoAddress() {
		String chain = IntStream.range(0, 9)
			.mapToObj((level) -> "{\"sub\":\"eve@example.com " + level + "x".repeat(200) + "\",\"act\":")
			.reduce("", String::concat) + "{\"sub\":\"app\"}" + "}".repeat(9);
		try (AuditTrail trail = AuditTrail.begin()) {
			apiAs(user(ADA).with(ACTOR, Response.tree(chain))).link(ME, idToken(GOOGLE))
				.isProblem(ProblemType.DELEGATION_REFUSED);
			List<String> actors = trail.only().get("actor").valueStream().map((actor) -> actor.asString()).toList();
			assertThat(actors).hasSize(5).allMatch((actor) -> actor.length() == 128 && actor.startsWith("sha256:"));
		}
	}

	@Test
	void onlyAccountsOfTheListedConnectionsAreJoined() {
		auth0.has(account(ADA), account("github|7"), account(GOOGLE).withIdentity("github|8"),
				account("google-oauth2|9"), account("auth0|bob").withIdentity("github|10"));
		Response refused = apiAs(user(ADA)).link(ME, idToken("github|7")).isProblem(ProblemType.CONNECTION_REFUSED);
		assertThat(refused.detail()).contains("secondary").doesNotContain("github");
		apiAs(user("github|7")).link(ME, idToken(ADA)).isProblem(ProblemType.CONNECTION_REFUSED);
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE)).isProblem(ProblemType.CONNECTION_REFUSED);
		apiAs(machine()).link(ADA, idToken(GOOGLE)).isProblem(ProblemType.CONNECTION_REFUSED);
		auth0.receivedNoWrites();
		apiAs(user("auth0|bob")).link(ME, idToken("google-oauth2|9")).isCreated();
		apiAs(machine()).link(ADA, "github", "7").isCreated();
	}

	@Test
	void theConnectionIsLookedAtBeforeTheAddressAndThePrimaryAccountBeforeTheSecondary() {
		Account unverified = account(ADA).withProfile("email", "ada@example.com");
		auth0.has(unverified, account("github|7").withProfile("email", "ada@example.com"));
		apiAs(user(ADA)).link(ME, idToken("github|7")).isProblem(ProblemType.PRIMARY_EMAIL_UNVERIFIED);
		apiAs(user("github|7")).link(ME, idToken(ADA)).isProblem(ProblemType.CONNECTION_REFUSED);
	}

	@Test
	void everyAddressOfATrustedDirectoryCountsAsVerified() {
		auth0.has(staff().withProfile("email", "ada@corp.example"), account(ADA), account(GOOGLE));
		apiAs(user(ADA)).link(ME, idToken(STAFF)).isCreated();
		auth0.reset();
		auth0.has(staff().withProfile("email", "ada@corp.example").withProfile("email_verified", false),
				account(GOOGLE));
		apiAs(user(STAFF)).link(ME, idToken(GOOGLE)).isCreated();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auth0|eve", "sms|eve" })
	void butNeverWhereAnybodyMaySignUp(String id) {
		Account eve = account(id).whoseLogin((login) -> login.inConnection("corp-saml"))
			.withProfile("email", "ada@example.com");
		auth0.has(eve, account(GOOGLE));
		apiAs(user(id)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.PRIMARY_EMAIL_UNVERIFIED);
		apiAs(user(GOOGLE)).link(ME, idToken(id)).isProblem(ProblemType.EMAIL_UNVERIFIED);
		auth0.receivedNoWrites();
	}

	@Test
	void suggestionsTrustTheSameDirectories() {
		auth0.has(staff().withProfile("email", "ada@example.com"), account(GOOGLE).withEmail("ada@example.com"),
				account("google-oauth2|8").withProfile("email", "ada@example.com"));
		assertThat(apiAs(machine()).suggestions(GOOGLE).isOk().json().at("/suggestions/0/account_id").asString())
			.isEqualTo(STAFF);
		assertThat(apiAs(machine()).suggestions(STAFF).isOk().json().get("suggestions")).singleElement()
			.satisfies((found) -> assertThat(found.get("account_id").asString()).isEqualTo(GOOGLE));
	}

	@Test
	void anAddressThatIsNoTextIsNotLookedUp() {
		auth0.has(staff().withProfile("email", List.of("ada@example.com")).undescribed());
		assertThat(apiAs(machine()).suggestions(STAFF).isOk().json().get("suggestions")).isEmpty();
		auth0.received(0, Operation.BY_EMAIL);
	}

	@Test
	void aBlockedAccountHasNoSuggestions() {
		auth0.has(account(GOOGLE).withEmail("ada@example.com").blocked(),
				account("google-oauth2|8").withEmail("ada@example.com"));
		assertThat(apiAs(machine()).suggestions(GOOGLE).isOk().json().get("suggestions")).isEmpty();
		assertThat(apiAs(machine()).suggestions("google-oauth2|8").isOk().json().get("suggestions")).isEmpty();
	}

	@Test
	void theIssueStandsInForTheLoginAtTheListedClientsOnly() {
		auth0.has(account(ADA), account(GOOGLE));
		Token embedded = idToken(GOOGLE).forClient(NATIVE).withoutLogin();
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE).withoutLogin()).isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA)).preview(ME, embedded).isOk();
		apiAs(user(ADA)).preview(ME, idToken(GOOGLE).forClient(NATIVE).loggedInAgo(Duration.ofMinutes(11)))
			.isProblem(ProblemType.ID_TOKEN_TOO_OLD);
		apiAs(user(ADA))
			.preview(ME, idToken(GOOGLE).forClient(NATIVE).withoutLogin().issuedAgo(Duration.ofSeconds(601)))
			.isProblem(ProblemType.ID_TOKEN_TOO_OLD);
		apiAs(user(ADA)).preview(ME, embedded.forAudience(NATIVE, Tokens.FRONTEND).with("azp", Tokens.FRONTEND))
			.isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA)).preview(ME, embedded.forAudience(Tokens.FRONTEND).with("azp", NATIVE))
			.isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA)).link(ME, embedded.forAudience(NATIVE, Tokens.FRONTEND).with("azp", NATIVE)).isCreated();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://acme.eu.auth0.com/", "https://login.acme.example/" })
	void tokensOfAnotherDomainOfTheTenantAreTaken(String alias) {
		auth0.has(account(ADA), account(GOOGLE));
		apiAs(user(ADA).from(alias)).list(ME).isOk();
		apiAs(user(ADA).from(alias)).link(ME, idToken(GOOGLE).from(alias)).isCreated();
		auth0.received(1, Operation.LINK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://acme.eu.auth0.com", "https://ACME.eu.auth0.com/", "https://acme.eu.auth0.com/x/",
			"http://acme.eu.auth0.com/", "https://evil.example/" })
	void anAliasIsComparedLetterByLetter(String other) {
		apiAs(user(ADA).from(other)).list(ME).isProblem(ProblemType.UNAUTHENTICATED);
		apiAs(user(ADA)).link(ME, idToken(GOOGLE).from(other)).isProblem(ProblemType.ID_TOKEN_INVALID);
		apiAs(user(ADA).from("https://acme.eu.auth0.com/").signedByAnotherKey()).list(ME)
			.isProblem(ProblemType.UNAUTHENTICATED);
	}

	@Test
	void whatIsNotOfAConnectionIsRefusedToo() {
		auth0.has(account(ADA), account(GOOGLE).whoseLogin((login) -> login.inConnection("")).undescribed());
		apiAs(user(ADA)).link(ME, idToken(GOOGLE)).isProblem(ProblemType.CONNECTION_REFUSED);
		assertThat(auth0.identitiesOf(ADA)).extracting(Identity::accountId).containsExactly(ADA);
	}

}
