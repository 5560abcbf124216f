package io.accountlink.specification.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Tenant;
import io.accountlink.simulation.Token;
import io.accountlink.support.Api;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.ProblemDetail;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The client of a Spring service, against the running service.
 */
class SpringClientExampleIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final Map<String, String> GITHUB = Map.of("provider", "github", "user_id", "7");

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@Test
	void itLinksAndFindsWithOneToken() {
		String primary = "oidc|https://idp/a+b@c%2Fd";
		auth0.has(account(primary), account("github|7"));
		try (AnnotationConfigApplicationContext context = contextWithTokensOf(auth0)) {
			AccountLinkClient client = context.getBean(AccountLinkClient.class);
			assertThat(client.link(primary, GITHUB).identities()).hasSize(2);
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("somebody", null));
			assertThat(client.find("github|7").id()).isEqualTo(primary);
			assertThat(client.find(primary).id()).isEqualTo(primary);
		}
		assertThat(auth0.lastCall(Operation.LINK).path())
			.isEqualTo("/api/v2/users/" + Api.encoded(primary) + "/identities");
		assertThat(auth0.allCalls(Operation.TOKEN)).filteredOn((call) -> call.body().contains("client_id=batch"))
			.hasSize(1);
	}

	@AfterEach
	void forgetWhoIsLoggedIn() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void aTokenEndpointThatHangsTimesOut() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start();
				AnnotationConfigApplicationContext context = contextWithTokensOf(issuer)) {
			issuer.on(Operation.TOKEN).hangsBeforeTheHeader();
			AccountLinkClient client = context.getBean(AccountLinkClient.class);
			CompletableFuture<AccountLinkClient.Account> found = CompletableFuture.supplyAsync(() -> client.find(ADA));
			assertThat(found).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(OAuth2AuthorizationException.class);
		}
	}

	@Test
	void aRefusedTokenRequestHasTheErrorOfTheTokenEndpoint() throws Exception {
		try (SimulatedAuth0 issuer = SimulatedAuth0.start();
				AnnotationConfigApplicationContext context = contextWithTokensOf(issuer)) {
			issuer.answersTokenRequestsWith(401, "{\"error\":\"access_denied\",\"error_description\":\"no\"}");
			AccountLinkClient client = context.getBean(AccountLinkClient.class);
			assertThatExceptionOfType(OAuth2AuthorizationException.class).isThrownBy(() -> client.find(ADA))
				.withMessageContaining("access_denied");
		}
	}

	@Test
	void aProblemHasItsCode() {
		auth0.has(account(ADA));
		try (AnnotationConfigApplicationContext context = contextWithTokensOf(auth0)) {
			AccountLinkClient client = context.getBean(AccountLinkClient.class);
			RestClientResponseException refused = catchThrowableOfType(RestClientResponseException.class,
					() -> client.link(ADA, GITHUB));
			ProblemDetail problem = Objects.requireNonNull(refused.getResponseBodyAs(ProblemDetail.class));
			assertThat(problem.getProperties()).containsEntry("code", "secondary_not_found");
		}
	}

	@Test
	void aTokenThatTheServiceRefusesIsNotUsedAgain() {
		auth0.has(account(ADA));
		try (SimulatedAuth0 issuer = SimulatedAuth0.start();
				AnnotationConfigApplicationContext context = contextWithTokensOf(issuer)) {
			issuer.on(Operation.TOKEN).once().answers(200, tokenResponse(machine().expired()));
			issuer.answersTokenRequestsWith(200, tokenResponse(machine()));
			AccountLinkClient client = context.getBean(AccountLinkClient.class);
			assertThatExceptionOfType(HttpClientErrorException.Unauthorized.class).isThrownBy(() -> client.find(ADA));
			assertThat(client.find(ADA).id()).isEqualTo(ADA);
		}
	}

	@Test
	void theReadmeShowsThisClient() throws IOException {
		List<String> blocks = JAVA.matcher(Files.readString(Path.of("src/examples/spring/README.md")))
			.results()
			.map((block) -> block.group(1))
			.toList();
		assertThat(blocks).hasSize(2);
		String sources = source(AccountLinkClient.class) + source(AccountLinkClientConfiguration.class);
		assertThat(blocks).allMatch((block) -> Stream.of(block, indented(block)).anyMatch(sources::contains));
	}

	private AnnotationConfigApplicationContext contextWithTokensOf(SimulatedAuth0 issuer) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("example", Map.of("account-link.url", "http://localhost:" + port(),
					"account-link.audience", auth0.tenant().audience())));
		ClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration(issuer));
		context.registerBean(ClientRegistrationRepository.class, () -> registrations);
		context.registerBean(InMemoryOAuth2AuthorizedClientService.class, registrations);
		context.registerBean(RestClient.Builder.class, SpringClientExampleIT::timeLimitedBuilder);
		context.register(AccountLinkClientConfiguration.class);
		context.refresh();
		return context;
	}

	private static RestClient.Builder timeLimitedBuilder() {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
		requests.setReadTimeout(Duration.ofSeconds(5));
		return RestClient.builder().requestFactory(requests);
	}

	private static ClientRegistration registration(SimulatedAuth0 issuer) {
		return ClientRegistration.withRegistrationId("account-link")
			.tokenUri(issuer.issuer() + "oauth/token")
			.clientId(Tenant.BATCH.id())
			.clientSecret(Tenant.BATCH.secret())
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.build();
	}

	private static String tokenResponse(Token token) {
		return "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 86400}";
	}

	private static String source(Class<?> type) throws IOException {
		return Files.readString(Path.of("src/test/java", type.getName().replace('.', '/') + ".java"));
	}

	private static String indented(String block) {
		return block.replaceAll("(?m)^(?=.)", "\t");
	}

}
