package io.accountlink.specification.resilience;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.redis.SimulatedRedis;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.Metrics;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis down: the service starts, is healthy, and falls back to limits in memory.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisDownIT extends Specification {

	@LocalManagementPort
	private int managementPort;

	private static int redisPort;

	@DynamicPropertySource
	static void redisIsDown(DynamicPropertyRegistry registry) throws IOException {
		try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			redisPort = closedAtOnce.getLocalPort();
			registry.add("spring.data.redis.url", () -> "redis://:s3cret@127.0.0.1:" + redisPort);
		}
	}

	@Test
	void requestsAreLimitedAllTheSame() {
		auth0.has(account("auth0|ada"));
		assertThat(apiAs(user("auth0|ada")).list("me").isOk().header("RateLimit")).hasValue("\"user\";r=999;t=60");
		assertThat(apiAs(user("auth0|ada")).list("me").isOk().header("RateLimit")).hasValue("\"user\";r=998;t=60");
	}

	@Test
	void anIdTokenServesOneAccountAllTheSame() {
		auth0.has(account("auth0|ada"), account("auth0|eve"), account("google-oauth2|7"));
		String stolen = idToken("google-oauth2|7").compact();
		auth0.on(Operation.LINK).once().failsWith(500);
		apiAs(user("auth0|ada")).link("me", Map.of("link_with", stolen)).isProblem(ProblemType.AUTH0_ERROR);
		apiAs(user("auth0|eve")).link("me", Map.of("link_with", stolen)).isProblem(ProblemType.ID_TOKEN_USED);
	}

	@Test
	void anIdTokenThatWasUsedWithoutRedisIsWrittenToItAsSoonAsItAnswersAndARedisThatMayEvictItIsAWarning(
			CapturedOutput log) throws IOException {
		auth0.has(account("auth0|ada"), account("google-oauth2|7"));
		apiAs(user("auth0|ada")).link("me", idToken("google-oauth2|7")).isCreated();
		try (SimulatedRedis redis = SimulatedRedis.startAt(redisPort)) {
			redis.evictsBy("allkeys-lru");
			Awaitility.await().until(() -> redis.keys().stream().anyMatch((key) -> key.contains("id-token")));
			Awaitility.await().until(() -> log.getAll().contains("maxmemory-policy is allkeys-lru"));
			assertThat(log.getAll().lines().filter((line) -> line.contains("maxmemory-policy"))).singleElement()
				.asString()
				.contains(" WARN ");
		}
	}

	@Test
	void theServiceIsReadyAndTheOutageIsCounted() {
		auth0.has(account("auth0|ada"));
		apiAs(user("auth0|ada")).list("me").isOk();
		Response ready = Api.at(this.managementPort).get("/actuator/health/readiness");
		assertThat(ready.json().get("status").asString()).isEqualTo("UP");
		String health = Api.at(this.managementPort).get("/actuator/health").body();
		assertThat(health.replace(System.getProperty("user.dir"), "")).doesNotContainIgnoringCase("redis");
		Metrics metrics = Metrics.at(this.managementPort);
		assertThat(metrics.sum("account_link_redis_fallbacks_total")).isPositive();
		assertThat(metrics.sum("resilience4j_circuitbreaker_state", "name=\"redis-rate-limit\"")).isOne();
		assertThat(metrics.sum("cache_size", "cache=\"rate-limit\"")).isPositive();
	}

}
