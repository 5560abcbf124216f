package io.accountlink.specification.resilience;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Address;
import io.accountlink.simulation.Call;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tenant;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Response;
import io.accountlink.support.RunningInstance;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client credentials of the service for its Management API token, and the errors without
 * a token.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceCredentialIT {

	private static final String ADA = "auth0|ada";

	private static final SimulatedAuth0 auth0 = SimulatedAuth0.start(Specification.clock);

	private static final RunningInstance service = RunningInstance.start(auth0, Map.of("link.deadline", "60s"));

	/**
	 * Makes the service request a new token in each test.
	 */
	@BeforeEach
	void expireManagementToken() {
		auth0.reset();
		auth0.has(account(ADA), account("github|7"));
		Specification.clock.advance(Duration.ofDays(1));
	}

	@AfterAll
	static void close() {
		service.close();
		auth0.close();
	}

	@Test
	void theSecretGoesIntoTheBodyWithTheManagementApiAsAudience() {
		service.apiAs(machine()).list(ADA).isOk();
		Call call = auth0.lastCall(Operation.TOKEN);
		assertThat(call.header("authorization")).isEmpty();
		assertThat(call.form()).containsOnly(Map.entry("grant_type", "client_credentials"),
				Map.entry("client_id", "account-link-client"), Map.entry("client_secret", "account-link-secret"),
				Map.entry("audience", auth0.issuer() + "api/v2/"));
	}

	@Test
	void aPrivateKeySignsANewAssertionForTheIssuerEachTime(CapturedOutput log) throws JOSEException {
		RSAKey key = new RSAKeyGenerator(2048).generate();
		auth0.registersPublicKey(key);
		try (RunningInstance keyed = RunningInstance.start(auth0, keyed(key))) {
			keyed.apiAs(machine()).list(ADA).isOk();
			Specification.clock.advance(Duration.ofDays(1));
			keyed.apiAs(machine()).list(ADA).isOk();
			assertThat(assertions()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
			assertThat(auth0.allCalls(Operation.TOKEN)
				.stream()
				.filter(ServiceCredentialIT::isKeyed)
				.toList()
				.getLast()
				.form()).doesNotContainKey("client_secret")
				.containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
				.containsEntry("audience", auth0.issuer() + "api/v2/");
			auth0.registersPublicKey(new RSAKeyGenerator(2048).generate());
			Specification.clock.advance(Duration.ofDays(1));
			isMisconfigured(keyed, log, "AUTH0_CLIENT_ID");
		}
	}

	@Test
	void aWrongSecretIsAMisconfigurationAndNotTheCallersFault(CapturedOutput log) {
		try (RunningInstance wrong = RunningInstance.start(auth0, Map.of("auth0.client.secret", "wr0ng-s3cret"))) {
			isMisconfigured(wrong, log, "AUTH0_CLIENT_ID");
			assertThat(log.getAll()).doesNotContain("wr0ng-s3cret");
		}
	}

	@Test
	void aClientWithoutTheGrantIsAMisconfiguration(CapturedOutput log) {
		auth0.refusesClientCredentialsGrant();
		isMisconfigured(service, log, "unauthorized_client");
	}

	@Test
	void anOpaqueTokenIsAMisconfigurationOfTheAudience(CapturedOutput log) {
		auth0.issuesOpaqueManagementTokens();
		isMisconfigured(service, log, "AUTH0_MANAGEMENT_AUDIENCE");
	}

	@Test
	void aScopeThatIsNotGrantedIsAWarningOnceAndAuth0Decides(CapturedOutput log) {
		auth0.issuesManagementTokensWithScopes("read:users");
		service.apiAs(machine()).list(ADA).isOk();
		service.apiAs(machine()).link(ADA, "github", "7").isProblem(ProblemType.AUTH0_MISCONFIGURED);
		Specification.clock.advance(Duration.ofDays(1));
		service.apiAs(machine()).list(ADA).isOk();
		assertThat(warnings(log)).singleElement()
			.asString()
			.endsWith("did not grant the client of AUTH0_CLIENT_ID update:users: grant it on the Auth0 Management API");
		auth0.issuesManagementTokensWithScopes("read:users", "update:users");
		Specification.clock.advance(Duration.ofDays(1));
		service.apiAs(machine()).link(ADA, "github", "7").isCreated();
		assertThat(warnings(log)).hasSize(1);
	}

	@Test
	void anAnswerWithoutAScopeIsReadFromTheToken(CapturedOutput log) {
		auth0.tellsNoScopeWithManagementTokens();
		service.apiAs(machine()).list(ADA).isOk();
		assertThat(warnings(log)).isEmpty();
		expireManagementToken();
		auth0.tellsNoScopeWithManagementTokens();
		auth0.issuesManagementTokensWithScopes("update:users");
		service.apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_MISCONFIGURED);
		assertThat(warnings(log)).singleElement().asString().contains(" read:users: ");
	}

	@Test
	void theStartWarnsOfAScopeThatIsNotGranted(CapturedOutput log) {
		// With a valid token the shared instance requests none, and logs no warning.
		service.apiAs(machine()).list(ADA).isOk();
		auth0.issuesManagementTokensWithScopes("update:users");
		try (RunningInstance started = RunningInstance.start(auth0, Map.of())) {
			Awaitility.await().until(() -> !warnings(log).isEmpty());
			assertThat(warnings(log)).singleElement().asString().contains("read:users");
			assertThat(started.apiAs(machine()).link(ADA, "github", "7").status()).isEqualTo(201);
		}
	}

	private static List<String> warnings(CapturedOutput log) {
		return log.getAll()
			.lines()
			.filter((line) -> line.contains(" WARN ") && line.contains("did not grant"))
			.toList();
	}

	@Test
	void aTokenThatIsLimitedForASecondIsAwaited() {
		auth0.on(Operation.TOKEN).once().limitsRequestsWithRetryAfter(Duration.ofSeconds(1));
		service.apiAs(machine()).link(ADA, "github", "7").isCreated();
		auth0.received(2, Operation.TOKEN);
	}

	@Test
	void theAudienceStaysTheTenantsWhereTheIssuerIsACustomDomain() {
		String audience = "https://acme.eu.auth0.com/api/v2/";
		SimulatedAuth0 usual = SimulatedAuth0.start(Specification.clock);
		usual.close();
		Address address = Address.local(URI.create(usual.issuer()).getPort());
		Tenant custom = new Tenant(usual.issuer(), audience, usual.tenant().audience(), usual.tenant().client());
		try (SimulatedAuth0 tenant = SimulatedAuth0.start(address, custom, Specification.clock);
				RunningInstance other = RunningInstance.start(tenant, Map.of("auth0.management.audience", audience))) {
			tenant.has(account(ADA));
			other.apiAs(tenant.tokens().machineToken("batch").withPermission("link:any_account")).list(ADA).isOk();
			assertThat(tenant.lastCall(Operation.TOKEN).form()).containsEntry("audience", audience);
			assertThat(tenant.lastCall(Operation.READ).header("host")).hasValue("localhost:" + address.port());
		}
	}

	@Test
	void noIdTokenCountsWhereNoClientIsConfigured() {
		try (RunningInstance closed = RunningInstance.start(auth0, Map.of("link.id.token.audiences", ""))) {
			Token proof = auth0.tokens().idToken().of("github|7");
			closed.apiAs(machine()).link(ADA, proof).isProblem(ProblemType.ID_TOKEN_INVALID);
			closed.apiAs(machine()).link(ADA, "github", "7").isCreated();
		}
	}

	@Test
	void twoHundredCallersWaitForOneToken(CapturedOutput log) throws InterruptedException, ExecutionException {
		auth0.on(Operation.TOKEN).delaysResponses(Duration.ofMillis(500));
		Api api = service.apiAs(machine());
		List<Future<Response>> answers = new ArrayList<>();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int caller = 0; caller < 200; caller++) {
				answers.add(callers.submit(() -> api.list(ADA)));
			}
		}
		for (Future<Response> answer : answers) {
			answer.get().isOk();
		}
		auth0.received(1, Operation.TOKEN);
		assertThat(log.getAll()).doesNotContain("eyJ");
	}

	private static List<String> assertions() {
		return auth0.allCalls(Operation.TOKEN)
			.stream()
			.filter(ServiceCredentialIT::isKeyed)
			.map((call) -> call.form().get("client_assertion"))
			.toList();
	}

	// The other instance renews its token with its secret at the same Auth0.
	private static boolean isKeyed(Call call) {
		return call.form().containsKey("client_assertion");
	}

	private static void isMisconfigured(RunningInstance refused, CapturedOutput log, String named) {
		Response response = refused.apiAs(machine()).list(ADA).isProblem(ProblemType.AUTH0_MISCONFIGURED);
		assertThat(response.header("WWW-Authenticate")).isEmpty();
		refused.apiAs(machine()).link(ADA, "github", "7").isProblem(ProblemType.AUTH0_MISCONFIGURED);
		auth0.receivedNoWrites();
		assertThat(log.getAll().lines().filter((line) -> line.contains(" ERROR "))).isNotEmpty()
			.allMatch((line) -> line.contains(named));
		assertThat(log.getAll()).doesNotContain("eyJ", "account-link-secret");
	}

	private static Token machine() {
		return auth0.tokens().machineToken("batch").withPermission("link:any_account");
	}

	private static Map<String, String> keyed(RSAKey key) throws JOSEException {
		String pem = "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
		return Map.of("auth0.client.secret", "", "auth0.private.key", pem);
	}

}
