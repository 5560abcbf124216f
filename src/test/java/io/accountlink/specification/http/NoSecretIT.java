package io.accountlink.specification.http;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.RSAKey;
import io.accountlink.AccountLinkApplication;
import io.accountlink.simulation.Identity;
import io.accountlink.simulation.Operation;
import io.accountlink.simulation.SimulatedAuth0;
import io.accountlink.simulation.Token;
import io.accountlink.simulation.Tokens;
import io.accountlink.support.Api;
import io.accountlink.support.Metrics;
import io.accountlink.support.RawHttp;
import io.accountlink.support.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redaction: no secret and no e-mail address appears in logs, metrics, traces or problem
 * details.
 */
@ExtendWith(OutputCaptureExtension.class)
class NoSecretIT {

	private static final String ME = "me";

	private static final String ADA = "samlp|corp|ada.marked@example.com";

	private static final String SECONDARY = "email|second.marked@example.com";

	private static final String MACHINE_TARGET = "auth0|bob";

	private static final List<String> ADDRESSES = List.of("ada.marked@", "second.marked@", "profile.marked@",
			"idtoken.marked@", "ada.marked%40", "second.marked%40");

	private static final String PROVIDER_TOKEN = "marked-provider-token";

	private static final String METADATA = "marked-metadata-value";

	private static final String CLIENT_SECRET = "marked-client-secret";

	private static final Pattern ASSERTION = Pattern.compile("client_assertion=([^&]+)");

	private final SimulatedAuth0 auth0 = SimulatedAuth0.start(Clock.systemUTC());

	private final List<String> shown = new ArrayList<>();

	private final List<String> secrets = new ArrayList<>(ADDRESSES);

	private @Nullable RSAKey publicKey;

	private int port;

	private int managementPort;

	@AfterEach
	void stopAuth0() {
		this.auth0.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "private key" })
	void noSecretComesOut(String credential, CapturedOutput output) throws NoSuchAlgorithmException {
		this.secrets.addAll(List.of(PROVIDER_TOKEN, METADATA, CLIENT_SECRET, this.auth0.tenant().client().secret()));
		try (ConfigurableApplicationContext service = start(credential.equals("secret") ? secret() : privateKey())) {
			this.port = port(service, "local.server.port");
			this.managementPort = port(service, "local.management.port");
			successfulRequests();
			refusedRequests();
			failuresOfAuth0();
			this.shown.add(Metrics.at(this.managementPort).toString());
			this.shown.add(Api.at(this.managementPort).get("/actuator/health").body());
			this.shown.add(settings(service).toString());
		}
		this.shown.add(output.getAll());
		assertThat(output.getAll()).contains("DEBUG").contains("\"code\":\"linked\"");
		String everything = String.join("\n", this.shown);
		assertThat(this.secrets).hasSizeGreaterThan(20)
			.allSatisfy((secret) -> assertThat(everything).doesNotContain(secret));
	}

	@Test
	void successResponsesHoldTheMarkedAddresses() {
		Response list = withAccounts(() -> {
			try (ConfigurableApplicationContext service = start(secret())) {
				this.port = port(service, "local.server.port");
				return api(user()).list(ME);
			}
		});
		assertThat(list.isOk().body()).contains("ada.marked@example.com", "profile.marked@example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "info", "debug" })
	void whatTheHttpParserRefusesIsNotLogged(String rootLevel, CapturedOutput output) {
		String token = idToken().compact();
		Map<String, Object> settings = Map.of("auth0.client.secret", this.auth0.tenant().client().secret(),
				"logging.level.root", rootLevel);
		try (ConfigurableApplicationContext service = start(settings)) {
			List.of("local.server.port", "local.management.port").forEach((name) -> {
				RawHttp raw = RawHttp.at(port(service, name));
				refusedByTheParser(token).forEach((request) -> this.shown.add(raw.exchange(request)));
				// At level DEBUG Spring logs targets that the parser accepts.
				if (rootLevel.equals("info")) {
					refusedAfterTheParser(token).forEach((request) -> this.shown.add(raw.exchange(request)));
				}
			});
			this.shown.add(Metrics.at(port(service, "local.management.port")).toString());
		}
		assertThat(String.join("\n", this.shown)).contains("HTTP/1.1 400").doesNotContain(this.secrets);
		assertThat(output.getAll()).contains("Account Link is ready").doesNotContain(this.secrets);
	}

	private static List<String> refusedByTheParser(String token) {
		String post = "POST / HTTP/1.1\r\nHost: localhost\r\n";
		String chunks = post + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
		Stream<String> headers = Stream
			.of("Authorization : Bearer %s", "Authorization Bearer %s", "X@%s: x", "X %s: x", ": %s",
					"Authorization: \u0001%s", "Authorization: %s\0", "Authorization: %s\rX", "Authorization: %s\u007f",
					"Host: %s", "Content-Length: %s", "Transfer-Encoding: %s", "Transfer-Encoding: chunked, @%s",
					"Transfer-Encoding: chunked, %s", "Cookie: a=\"%s\u00e9\\, b=\u0080",
					"Cookie: $Version=\"%s\"; a=b", "Expect: %s",
					"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: @%s")
			.map((header) -> post + "Connection: close\r\n" + header + "\r\n\r\n");
		Stream<String> lines = Stream
			.of("GET /\"%s HTTP/1.1", "GET /{%s} HTTP/1.1", "GET /?a=%s\" HTTP/1.1", "GET / %s HTTP/1.1",
					"GET /%%zz%s HTTP/1.1", "GET /%%00%s HTTP/1.1", "GET /../../%s HTTP/1.1", "GET ftp://%s/ HTTP/1.1",
					"GET http://%s/ HTTP/1.1", "GET http://%s@[/ HTTP/1.1", "GET %s HTTP/1.1", "GET %s",
					"GET / HTTP/%s", "GET / %s", "G@%s / HTTP/1.1", "%s", "\"link_with\":\"%s\"}",
					"\u0016\u0003\u0001\u0002\0%s")
			.map((line) -> line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		Stream<String> rest = Stream.of("GET / HTTP/1.1\r\nHost: @%s\r\n\r\n", "GET / HTTP/1.1\r\nHost: [%s\r\n\r\n",
				"GET / HTTP/9.9\r\nHost: %s\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n%s",
				post + "Content-Length: 1\r\n\r\n{\"link_with\":\"%s\"}",
				post + "Content-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\n{\"link_with\":\"%s\"}\r\n\r\n",
				chunks + "%s\r\n{}", chunks + "2;%s\u0001\r\n{}", chunks + "2\r\n{}%s", chunks + "0\r\n%s\r\n\r\n",
				chunks + "0\r\nX %s: x\r\n\r\n", chunks + "0\r\nX: %s\u0001\r\n\r\n");
		return Stream.of(headers, lines, rest)
			.flatMap((templates) -> templates)
			.map((template) -> template.formatted(token))
			.toList();
	}

	private static List<String> refusedAfterTheParser(String token) {
		return Stream
			.of("GET /actuator/health?a=%%zz%s", "GET /actuator/prometheus?=%s", "GET /actuator/info?%s%%zz=a",
					"GET /%%ff%s", "%s /accounts/me", "GET /accounts/me;%s/link")
			.map((line) -> (line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").formatted(token))
			.toList();
	}

	private void successfulRequests() {
		withAccounts(() -> {
			api(user()).suggestions(ME).isOk().doesNotContain("profile.marked@").doesNotContain("second.marked@");
			api(user()).preview(ME, idToken()).isOk().doesNotContain(METADATA);
			api(user()).link(ME, idToken()).isCreated().doesNotContain(METADATA);
			api(machine()).find(SECONDARY).isOk().doesNotContain(METADATA);
			api(user()).list(ADA).isOk();
			api(user()).unlink(ME, "email", SECONDARY.substring("email|".length())).isOk();
			return api(machine()).link(MACHINE_TARGET, "github", "7").isCreated();
		});
	}

	private void refusedRequests() {
		withAccounts(() -> {
			show(api(user().expired()).list(ME));
			show(api(user().signedByAnotherKey()).link(ME, idToken()));
			show(Api.at(this.port).with("Authorization", "Basic " + mark(user())).list(ADA));
			show(api(user()).link(SECONDARY, idToken()));
			show(api(user().without("scope")).link(ME, idToken()));
			show(api(user()).link(ME, idToken().expired()));
			show(api(user()).link(ME, idToken().signedByAnotherKey()));
			show(api(user()).link(ME, idToken().withoutLogin()));
			show(api(user().with("act", Map.of("sub", "actor.marked@example.com"))
				.with("org_id", "org.marked@example.com")).link(ME, idToken()));
			show(api(user()).link(ME, mark(user())));
			show(api(user()).link(ME, "email", "second.marked@example.com"));
			show(api(machine()).link(ADA, Map.of("provider", "x y", "user_id", "ada.marked@example.com x")));
			show(api(user()).post("/accounts/me/link", "{\"link_with\":[\"" + mark(idToken()) + "\"]}"));
			show(api(user()).post("/accounts/me/link", "{\"link_with\":\"" + mark(idToken())));
			show(api(user()).link(ME, Map.of("link_with", mark(idToken()).compact(), "provider", "email")));
			show(api(user()).list(mark(idToken()).compact()));
			show(api(user()).get("/" + mark(idToken()).compact()));
			return show(api(user()).get("/accounts/me/identities?access_token=" + mark(user())));
		});
	}

	private void failuresOfAuth0() {
		String bodyWithSecrets = "{\"statusCode\":%d,\"message\":\"ada.marked@example.com " + PROVIDER_TOKEN
				+ "\",\"errorCode\":\"second.marked@example.com\"}";
		Stream<Runnable> faults = Stream.concat(
				Stream.of(400, 401, 403, 404, 409, 418, 500, 503)
					.map((status) -> () -> this.auth0.onEveryCall().answers(status, bodyWithSecrets.formatted(status))),
				Stream.of(this.auth0::answersInvalidHttp, this.auth0::truncatesTheBody, this.auth0::answersNoJson,
						this.auth0::redirects, this.auth0::limitsRequests, this.auth0::completesLinkThenCloses,
						this.auth0::resetsTheConnection, () -> this.auth0.on(Operation.TOKEN).failsWith(500),
						this.auth0::isDown));
		faults.forEach((fault) -> withAccounts(() -> {
			fault.run();
			show(api(user()).link(ME, idToken()));
			show(api(user()).preview(ME, idToken()));
			show(api(user()).suggestions(ME));
			show(api(user()).unlink(ME, "email", "second.marked@example.com"));
			return show(api(user()).list(ME));
		}));
	}

	private Response withAccounts(Supplier<Response> requests) {
		this.auth0.reset();
		if (this.publicKey != null) {
			this.auth0.registersPublicKey(this.publicKey);
		}
		this.auth0.has(
				account(ADA).withEmail("profile.marked@example.com")
					.withUserMetadata(metadata("theme"))
					.whoseLogin((login) -> login.withProviderTokens(PROVIDER_TOKEN)),
				account(SECONDARY).withEmail("profile.marked@example.com")
					.withUserMetadata(metadata("language"))
					.withAppMetadata(metadata("plan"))
					.whoseLogin((login) -> login.withProviderTokens(PROVIDER_TOKEN)),
				account(MACHINE_TARGET).withIdentity(Identity.identity("github|8").withProviderTokens(PROVIDER_TOKEN)),
				account("github|7").withEmail("profile.marked@example.com"));
		Response last = requests.get();
		collectSentCredentials();
		return last;
	}

	private static String metadata(String key) {
		return "{\"" + key + "\":\"" + METADATA + "\"}";
	}

	// A success shows the account to its owner; all other output is public.
	private Response show(Response response) {
		if (response.status() >= 300) {
			this.shown.add(response.toString());
		}
		return response;
	}

	private Api api(Token accessToken) {
		return Api.at(this.port).with("Authorization", "Bearer " + mark(accessToken));
	}

	private Token user() {
		return this.auth0.tokens().accessToken().of(ADA).withPermission("link:own_account");
	}

	private Token machine() {
		return this.auth0.tokens().machineToken("batch").withPermission("link:any_account");
	}

	private Token idToken() {
		return mark(this.auth0.tokens().idToken().of(SECONDARY).with("email", "idtoken.marked@example.com"));
	}

	// Claims and signature. The header is not secret.
	private Token mark(Token token) {
		this.secrets.addAll(List.of(token.compact().split("\\.", -1)).subList(1, 3));
		return token;
	}

	private void collectSentCredentials() {
		Stream.of(Operation.READ, Operation.PATCH, Operation.BY_EMAIL, Operation.LINK, Operation.UNLINK)
			.flatMap((operation) -> this.auth0.allCalls(operation).stream())
			.flatMap((call) -> call.header("Authorization").stream())
			.forEach((bearer) -> this.secrets.add(bearer.substring("Bearer ".length())));
		this.auth0.allCalls(Operation.TOKEN).forEach((call) -> {
			Matcher assertion = ASSERTION.matcher(call.body());
			if (assertion.find()) {
				this.secrets.add(assertion.group(1));
			}
		});
	}

	private List<String> settings(ConfigurableApplicationContext service) {
		return service.getBeansWithAnnotation(ConfigurationProperties.class)
			.values()
			.stream()
			.filter((settings) -> settings.getClass().getPackageName().startsWith("io.accountlink"))
			.map(Object::toString)
			.toList();
	}

	private Map<String, Object> secret() {
		return Map.of("auth0.client.secret", this.auth0.tenant().client().secret());
	}

	private Map<String, Object> privateKey() throws NoSuchAlgorithmException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		KeyPair pair = generator.generateKeyPair();
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(pair.getPrivate().getEncoded());
		this.secrets.addAll(List.of(body.split("\n", -1)));
		this.publicKey = new RSAKey.Builder((RSAPublicKey) pair.getPublic()).build();
		this.auth0.registersPublicKey(this.publicKey);
		return Map.of("auth0.private.key", "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
	}

	private ConfigurableApplicationContext start(Map<String, Object> credential) {
		return new SpringApplicationBuilder(AccountLinkApplication.class).properties(credential)
			.properties(Map.of("auth0.issuer", this.auth0.issuer(), "auth0.client.id",
					this.auth0.tenant().client().id(), "link.audience", this.auth0.tenant().audience(),
					"link.id.token.audiences", Tokens.FRONTEND, "server.port", "0", "management.server.port", "0",
					"logging.level.io.accountlink", "debug", "link.rate.limit.capacity", "1000"))
			.properties("link.shutdown.delay=0s", "link.upstream.longest.wait=0s", "link.upstream.breaker.calls=1000",
					"link.deadline=" + Duration.ofSeconds(5), "link.merge.user.metadata=true",
					"link.suggestion.connections=corp,email",
					"spring.data.redis.url=redis://:" + CLIENT_SECRET + "@127.0.0.1:1")
			.run();
	}

	private static int port(ConfigurableApplicationContext service, String name) {
		return service.getEnvironment().getRequiredProperty(name, Integer.class);
	}

}
