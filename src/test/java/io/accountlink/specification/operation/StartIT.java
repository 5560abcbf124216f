package io.accountlink.specification.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.accountlink.AccountLinkApplication;
import io.accountlink.support.EnvironmentVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * A missing or malformed variable stops the start with one line that names the variable
 * and the accepted values.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {

	private static final String ISSUER = "AUTH0_ISSUER";

	private static final String SECRET = "AUTH0_CLIENT_SECRET";

	private static final String PRIVATE_KEY = "AUTH0_PRIVATE_KEY";

	private static final String PASSWORD = "s3cret-pa55word";

	private static final Map<String, String> VALID = Map.of(ISSUER, "https://acme.eu.auth0.com/", "AUTH0_CLIENT_ID",
			"batch", SECRET, PASSWORD, "LINK_AUDIENCE", "https://account-link.example/", "SPRING_DATA_REDIS_URL",
			"redis://localhost:6379");

	// Variable to invalid value and message. Where any text is valid, the value is blank.
	private static final Map<String, String> INVALID = Map.ofEntries(
			Map.entry(ISSUER, "acme -> must be a scheme, a host and a trailing slash, such as https://YOUR_TENANT/"),
			Map.entry("AUTH0_CLIENT_ID",
					" -> is missing: set it to the client id of the machine-to-machine application"),
			Map.entry(SECRET, " -> is missing: set it, or set AUTH0_PRIVATE_KEY, to authenticate the client"),
			Map.entry(PRIVATE_KEY,
					"file:/nowhere -> must be PEM text, or the file: location of a PEM file that can be read"),
			Map.entry("AUTH0_MANAGEMENT_AUDIENCE",
					"wrong -> must be the identifier of the Management API, such as https://acme.eu.auth0.com/api/v2/"),
			Map.entry("LINK_AUDIENCE",
					" -> is missing: set it to the API identifier that callers' access tokens carry"),
			Map.entry("LINK_PERMISSIONS_CLAIM", "wrong -> must be scope or permissions"),
			Map.entry("LINK_CORS_ALLOWED_ORIGINS",
					"wrong -> must be a comma-separated list of origins such as https://app.example.com, without a path or *"),
			Map.entry("LINK_ID_TOKEN_AUDIENCES", "web,,app -> must be a comma-separated list of client ids"),
			Map.entry("AUTH0_ISSUER_ALIASES",
					"acme -> must be a scheme, a host and a trailing slash, such as https://YOUR_TENANT/"),
			Map.entry("LINK_ID_TOKEN_AUDIENCES_WITHOUT_AUTH_TIME",
					"native -> must be a comma-separated list of client ids, each in LINK_ID_TOKEN_AUDIENCES, too"),
			Map.entry("LINK_VERIFIED_CONNECTIONS",
					"corp,,saml -> must be a comma-separated list of names of connections"),
			Map.entry("LINK_CONNECTIONS", "corp,,saml -> must be a comma-separated list of names of connections"),
			Map.entry("LINK_PREVIEW_ALSO",
					"roles,permissions -> must be a comma-separated list of roles, organizations"),
			Map.entry("LINK_REVOKE_ON_UNLINK", "wrong -> must be true or false"),
			Map.entry("LINK_CLIENTS", "web,,app -> must be a comma-separated list of client ids"),
			Map.entry("LINK_ACTORS", "web,,app -> must be a comma-separated list of client ids"),
			Map.entry("LINK_ID_TOKEN_MAX_AGE", "wrong -> must be a time such as 10m, from 1s to 30d"),
			Map.entry("LINK_ALLOW_UNVERIFIED_EMAIL", "wrong -> must be true or false"),
			Map.entry("LINK_DEADLINE", "wrong -> must be a time such as 10s, from 1s to 5m"),
			Map.entry("LINK_MERGE_USER_METADATA", "wrong -> must be true or false"),
			Map.entry("LINK_SUGGESTION_CONNECTIONS",
					"google,,github -> must be a comma-separated list of names of connections"),
			Map.entry("LINK_MAX_REQUESTS", "wrong -> must be a number from 1 to 100000"),
			Map.entry("LINK_UPSTREAM_BREAKER_CALLS", "wrong -> must be a number from 1 to 1000"),
			Map.entry("LINK_UPSTREAM_BREAKER_FAILURE_PERCENT", "wrong -> must be a number from 1 to 100"),
			Map.entry("LINK_UPSTREAM_BREAKER_PAUSE", "wrong -> must be a time such as 5s, from 1s to 5m"),
			Map.entry("LINK_UPSTREAM_RETRY_PERCENT", "wrong -> must be a number from 0 to 100"),
			Map.entry("LINK_UPSTREAM_LONGEST_WAIT", "wrong -> must be 0s or a time such as 2s, from 1s to 2s"),
			Map.entry("LINK_SHUTDOWN_DELAY", "wrong -> must be 0s or a time such as 5s, from 1s to 1m"),
			Map.entry("LINK_RATE_LIMIT_CAPACITY", "wrong -> must be a number from 1 to 1000000"),
			Map.entry("LINK_RATE_LIMIT_PERIOD", "wrong -> must be a time such as 1m, from 1s to 24h"),
			Map.entry("SPRING_DATA_REDIS_URL", "wrong -> must be a URL such as redis://redis:6379"),
			Map.entry("SERVER_PORT", "wrong -> must be a port, from 0 to 65535"),
			Map.entry("MANAGEMENT_SERVER_PORT", "wrong -> must be a port, from 0 to 65535"));

	@ParameterizedTest
	@ValueSource(strings = { ISSUER, "AUTH0_CLIENT_ID", SECRET, "LINK_AUDIENCE" })
	void aRequiredVariableIsMissedByItsName(String variable, CapturedOutput log) {
		Map<String, String> variables = new LinkedHashMap<>(VALID);
		variables.remove(variable);
		assertStartFails(variables, variable, log);
		variables.put(variable, " ");
		assertStartFails(variables, variable, log);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			AUTH0_ISSUER; https://acme.eu.auth0.com
			AUTH0_ISSUER; acme.eu.auth0.com/
			AUTH0_ISSUER; acme.eu.auth0.com
			AUTH0_ISSUER; https://acme.eu.auth0.com//
			AUTH0_ISSUER; https://acme.eu.auth0.com/path/
			AUTH0_ISSUER; https://acme.eu.auth0.com/?x=y
			AUTH0_ISSUER; https://acme.eu.auth0.com/#x
			AUTH0_ISSUER; https://user:s3cret-pa55word@acme.eu.auth0.com/
			AUTH0_ISSUER; http://acme.eu.auth0.com/
			AUTH0_ISSUER; http://8.8.8.8/
			AUTH0_ISSUER; http://[2001:db8::1]/
			AUTH0_ISSUER; http://127.0.0.1.example.com/
			AUTH0_ISSUER; ftp://localhost/
			AUTH0_ISSUER; https:///
			AUTH0_ISSUER; https://a b/
			AUTH0_PRIVATE_KEY; both
			LINK_ID_TOKEN_AUDIENCES; web,,app
			LINK_ID_TOKEN_AUDIENCES; ,
			LINK_ID_TOKEN_MAX_AGE; 0s
			LINK_ID_TOKEN_MAX_AGE; -10m
			LINK_ID_TOKEN_MAX_AGE; soon
			LINK_ALLOW_UNVERIFIED_EMAIL; maybe
			LINK_PERMISSIONS_CLAIM; roles
			LINK_PERMISSIONS_CLAIM; Scope
			LINK_ID_TOKEN_MAX_AGE; 600
			LINK_ID_TOKEN_MAX_AGE; 31d
			LINK_ID_TOKEN_MAX_AGE; 100000000000d
			AUTH0_MANAGEMENT_AUDIENCE; acme.eu.auth0.com/api/v2/
			AUTH0_MANAGEMENT_AUDIENCE; https://acme.eu.auth0.com/api/v2
			AUTH0_MANAGEMENT_AUDIENCE; https://acme.eu.auth0.com/api /v2/
			LINK_DEADLINE; 0s
			LINK_DEADLINE; -1s
			LINK_DEADLINE; 6m
			LINK_MERGE_USER_METADATA; 1.5
			LINK_MERGE_USER_METADATA; ''
			LINK_ALLOW_UNVERIFIED_EMAIL; ''
			LINK_SUGGESTION_CONNECTIONS; ,
			LINK_SUGGESTION_CONNECTIONS; google-oauth2, ,github
			LINK_DEADLINE; 10 seconds
			LINK_CORS_ALLOWED_ORIGINS; *
			LINK_CORS_ALLOWED_ORIGINS; null
			LINK_CORS_ALLOWED_ORIGINS; app.example.com
			LINK_CORS_ALLOWED_ORIGINS; capacitor://localhost/
			LINK_CORS_ALLOWED_ORIGINS; ://localhost
			LINK_CORS_ALLOWED_ORIGINS; *://localhost
			LINK_CORS_ALLOWED_ORIGINS; capacitor://
			LINK_CORS_ALLOWED_ORIGINS; capacitor://user@localhost
			LINK_CORS_ALLOWED_ORIGINS; capacitor://localhost:
			LINK_CORS_ALLOWED_ORIGINS; capacitor://localhost:x
			LINK_CORS_ALLOWED_ORIGINS; capacitor://localhost:65536
			LINK_CORS_ALLOWED_ORIGINS; capacitor://:80
			LINK_CORS_ALLOWED_ORIGINS; http://[::1
			LINK_CORS_ALLOWED_ORIGINS; https://app.example.com/
			LINK_CORS_ALLOWED_ORIGINS; https://*.example.com
			LINK_CORS_ALLOWED_ORIGINS; https://app.example.com,,http://localhost:3000
			AUTH0_ISSUER_ALIASES; https://acme.eu.auth0.com
			AUTH0_ISSUER_ALIASES; https://acme.eu.auth0.com/,,https://login.acme.example/
			AUTH0_ISSUER_ALIASES; http://acme.eu.auth0.com/
			AUTH0_ISSUER_ALIASES; https://acme.eu.auth0.com/api/
			LINK_ID_TOKEN_AUDIENCES_WITHOUT_AUTH_TIME; web,
			LINK_CLIENTS; ,
			LINK_UPSTREAM_BREAKER_CALLS; 0
			LINK_UPSTREAM_BREAKER_PAUSE; 0s
			LINK_UPSTREAM_BREAKER_PAUSE; 5
			LINK_UPSTREAM_BREAKER_PAUSE; 6m
			LINK_UPSTREAM_RETRY_PERCENT; 101
			LINK_UPSTREAM_LONGEST_WAIT; -1s
			LINK_UPSTREAM_LONGEST_WAIT; 2
			LINK_UPSTREAM_LONGEST_WAIT; 3s
			LINK_SHUTDOWN_DELAY; 5
			LINK_SHUTDOWN_DELAY; -1s
			LINK_SHUTDOWN_DELAY; 61s
			LINK_RATE_LIMIT_CAPACITY; 0
			LINK_RATE_LIMIT_CAPACITY; -20
			LINK_RATE_LIMIT_CAPACITY; twenty
			LINK_RATE_LIMIT_PERIOD; 0s
			LINK_RATE_LIMIT_PERIOD; a minute
			SPRING_DATA_REDIS_URL; localhost:6379
			SPRING_DATA_REDIS_URL; http://:s3cret-pa55word@localhost
			SPRING_DATA_REDIS_URL; redis://:s3cret-pa55word@
			SERVER_PORT; http
			SERVER_PORT; 65536
			MANAGEMENT_SERVER_PORT; 8081/tcp
			MANAGEMENT_SERVER_PORT; -8081
			""")
	void aMalformedVariableIsNamed(String variable, String value, CapturedOutput log) {
		assertStartFails(with(variable, value), variable, log);
	}

	static Stream<Arguments> variables() {
		return Stream.concat(Stream.of("SERVER_PORT", "MANAGEMENT_SERVER_PORT"), EnvironmentVariables.all().stream())
			.map((variable) -> argumentSet(variable, variable));
	}

	@ParameterizedTest
	@MethodSource("variables")
	void everyVariableSaysWhatItTakes(String variable, CapturedOutput log) {
		String[] row = Objects.requireNonNull(INVALID.get(variable), variable).split(" -> ", -1);
		String value = row[0];
		Map<String, String> variables = variable.equals(PRIVATE_KEY) ? keyed(value) : with(variable, value);
		assertThatException().isThrownBy(() -> start(variables));
		assertThat(log.getAll().lines().filter((line) -> line.contains(variable))).singleElement()
			.asString()
			.endsWith("Account Link can't start: " + variable + " " + row[1]);
		if (!value.isBlank()) {
			assertThat(log.getAll()).doesNotContain(value);
		}
	}

	@ParameterizedTest
	@CsvSource({ "9000, 9000", "9000, 09000", "8081, 8081", "'', 8080", "9000, ''" })
	void theManagementPortIsNotTheApis(String api, String management, CapturedOutput log) {
		Map<String, String> variables = with("SERVER_PORT", api);
		variables.put("MANAGEMENT_SERVER_PORT", management);
		assertStartFails(variables, "MANAGEMENT_SERVER_PORT must ", log);
	}

	@Test
	void aVariableOfTheFrameworkSaysWhatKindOfValueItTakes(CapturedOutput log) {
		String shutdown = "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE";
		assertThatException().isThrownBy(() -> start(with(shutdown, "soon"), LifecycleAutoConfiguration.class));
		assertOneLine(shutdown + " must be a time such as 10s", log.getAll());
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://login.acme.com/", "https://acme.eu.auth0.com:8443/", "http://localhost:8090/",
			"http://127.0.0.1:8090/", "http://127.1.2.3/", "http://[::1]:8090/", "http://auth0-simulation:8090/" })
	void httpIssuersAreAcceptedForLoopbackAndHostsWithoutADot(String issuer) {
		assertThatNoException().isThrownBy(() -> start(with(ISSUER, issuer)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "http://localhost:3000", "http://[::1]:3000",
			"capacitor://localhost", "ionic://localhost", "tauri://localhost", "capacitor://localhost:8100",
			"com.example.app://localhost", "https://app.example.com, capacitor://localhost" })
	void originsOfFrontendsAndWebViewsAreAccepted(String origins) {
		assertThatNoException().isThrownBy(() -> start(with("LINK_CORS_ALLOWED_ORIGINS", origins)));
	}

	@ParameterizedTest
	@ValueSource(strings = { PASSWORD, "-----BEGIN PRIVATE KEY-----\ns3cret-pa55word\n-----END PRIVATE KEY-----",
			"-----BEGIN PRIVATE KEY-----", "file:", "file:/nowhere/s3cret-pa55word", "file:\u0000" })
	void whatIsNoKeyIsRefused(String key, CapturedOutput log) {
		assertStartFails(keyed(key), PRIVATE_KEY, log);
	}

	@Test
	void aKeyOfAnotherKindIsRefused(CapturedOutput log) throws NoSuchAlgorithmException {
		assertStartFails(keyed(pem(generated("EC", 256))), PRIVATE_KEY, log);
		assertStartFails(keyed(pem(generated("RSA", 1024))), PRIVATE_KEY, log);
	}

	@Test
	void aKeyIsGivenAsTextInOneLineOrAsAFile(@TempDir Path folder) throws NoSuchAlgorithmException, IOException {
		String pem = pem(generated("RSA", 2048));
		Path file = Files.writeString(folder.resolve("key.pem"), pem);
		assertThatNoException().isThrownBy(() -> start(keyed(pem)));
		assertThatNoException().isThrownBy(() -> start(keyed(pem.replace("\n", "\\n"))));
		assertThatNoException().isThrownBy(() -> start(keyed("file:" + file)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "LINK_ID_TOKEN_AUDIENCES", "LINK_ID_TOKEN_MAX_AGE", "LINK_DEADLINE",
			"LINK_SUGGESTION_CONNECTIONS", "LINK_CORS_ALLOWED_ORIGINS", "AUTH0_MANAGEMENT_AUDIENCE", PRIVATE_KEY,
			"SERVER_PORT" })
	void anOptionalVariableMayBeEmpty(String variable) {
		assertThatNoException().isThrownBy(() -> start(with(variable, "")));
	}

	@ParameterizedTest
	@CsvSource({ "LINK_ID_TOKEN_MAX_AGE, 1s", "LINK_ID_TOKEN_MAX_AGE, 30d", "LINK_UPSTREAM_BREAKER_PAUSE, 1s",
			"LINK_UPSTREAM_LONGEST_WAIT, 0s", "LINK_UPSTREAM_LONGEST_WAIT, 1s", "LINK_SHUTDOWN_DELAY, 0s",
			"LINK_SHUTDOWN_DELAY, 1m" })
	void theShortestAndTheLongestTimeAreAccepted(String variable, String time) {
		assertThatNoException().isThrownBy(() -> start(with(variable, time)));
	}

	@Test
	void carryingMetadataOverNeedsFiveSeconds(CapturedOutput log) {
		Map<String, String> variables = with("LINK_MERGE_USER_METADATA", "true");
		variables.put("LINK_DEADLINE", "5s");
		assertThatNoException().isThrownBy(() -> start(variables));
		variables.put("LINK_DEADLINE", "4999ms");
		assertStartFails(variables, "LINK_DEADLINE must be a time such as 10s, from 5s to 5m", log);
	}

	@Test
	void theSamePropertiesInLowerCaseDoAsWell(CapturedOutput log) {
		Map<String, String> properties = new LinkedHashMap<>();
		VALID.forEach((name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
		assertThatNoException().isThrownBy(() -> start(properties));
		properties.put("link.id.token.max.age", "0s");
		assertStartFails(properties, "LINK_ID_TOKEN_MAX_AGE", log);
	}

	@Test
	void theProcessEndsWithOneLineAndWithoutAStackTrace() throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"@src/main/docker/jvm.options", "-cp", System.getProperty("java.class.path"),
				AccountLinkApplication.class.getName());
		builder.environment().keySet().removeIf((name) -> name.matches("(AUTH0|LINK|SPRING|SERVER|MANAGEMENT)_.*"));
		builder.environment().putAll(VALID);
		builder.environment()
			.putAll(Map.of("LINK_DEADLINE", "soon", "SERVER_PORT", "0", "MANAGEMENT_SERVER_PORT", "0"));
		Process process = builder.redirectErrorStream(true).start();
		String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isEqualTo(1);
		assertOneLine("LINK_DEADLINE must be a time such as 10s, from 1s to 5m", log);
	}

	private static void assertStartFails(Map<String, String> variables, String name, CapturedOutput log) {
		int before = log.getAll().length();
		assertThatException().isThrownBy(() -> start(variables));
		assertOneLine(name, log.getAll().substring(before));
	}

	private static void assertOneLine(String variable, String log) {
		List<String> naming = log.lines().filter((line) -> line.contains(variable)).toList();
		assertThat(naming).as(log).hasSize(1);
		assertThat(naming.getFirst()).contains("ERROR").contains("Account Link can't start: ");
		assertThat(log).doesNotContain("\tat ", PASSWORD);
	}

	private static Map<String, String> with(String variable, String value) {
		Map<String, String> variables = new LinkedHashMap<>(VALID);
		variables.put(variable, value);
		return variables;
	}

	private static Map<String, String> keyed(String key) {
		Map<String, String> variables = with(PRIVATE_KEY, key);
		variables.remove(SECRET);
		return variables;
	}

	private static PrivateKey generated(String algorithm, int bits) throws NoSuchAlgorithmException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
		generator.initialize(bits);
		return generator.generateKeyPair().getPrivate();
	}

	private static String pem(PrivateKey key) {
		return "-----BEGIN PRIVATE KEY-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(key.getEncoded())
				+ "\n-----END PRIVATE KEY-----\n";
	}

	// Binds the settings only and starts no server, which is fast.
	private static void start(Map<String, String> variables, Class<?>... more) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new LinkedHashMap<>(variables)));
		SpringApplication application = new SpringApplication(EverySettingsRecord.class);
		application.addPrimarySources(List.of(more));
		application.setEnvironment(environment);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run().close();
	}

	/**
	 * Binds every settings record of the service.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConfigurationPropertiesScan("io.accountlink")
	@ComponentScan("io.accountlink.settings")
	static class EverySettingsRecord {

	}

}
