package io.accountlink.specification.operation;

import java.net.ConnectException;
import java.util.Map;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.OtlpCollector;
import io.accountlink.support.RequestTimer;
import io.accountlink.support.Specification;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static java.util.concurrent.TimeUnit.SECONDS;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Trace export (OTLP): contents of the exported spans, and the log line at start.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = "management.tracing.sampling.probability=1")
class ExportedTracesIT extends Specification {

	private static final OtlpCollector collector = OtlpCollector.start();

	@DynamicPropertySource
	static void exportTo(DynamicPropertyRegistry registry) {
		registry.add("management.opentelemetry.tracing.export.otlp.endpoint", collector::endpoint);
	}

	@Test
	void aRequestAndItsCallAreSpansWithoutIdsOrMessages(@Autowired SdkTracerProvider traces) {
		auth0.has(account("auth0|zebra@example.com"), account("google-oauth2|4711"));
		Api api = apiAs(user("auth0|zebra@example.com"));
		api.link("me", idToken("google-oauth2|4711")).isCreated();
		auth0.on(Operation.READ)
			.answers(404, "{\"statusCode\":404,\"errorCode\":\"inexistent_user\",\"message\":\"zebra\"}");
		api.list("me").isProblem(ProblemType.ACCOUNT_NOT_FOUND);
		auth0.on(Operation.READ).closesTheConnection();
		api.list("me");
		traces.forceFlush().join(10, SECONDS);
		assertThat(collector.received()).contains("/accounts/{id}/link", "/api/v2/users/{id}/identities")
			.doesNotContain("zebra", "4711", "Bearer", "stacktrace", ConnectException.class.getPackageName());
	}

	@Test
	void aSpanSaysThatItFailedAndNotInWhatWords(@Autowired SdkTracerProvider traces) {
		auth0.has(account("auth0|ada"));
		Api api = apiAs(user("auth0|ada"));
		auth0.on(Operation.READ).answers(400, "{\"message\":\"panther\"}");
		api.list("me").isProblem(ProblemType.AUTH0_ERROR);
		auth0.on(Operation.READ).closesTheConnection();
		api.list("me").isProblem(ProblemType.AUTH0_ERROR);
		auth0.isDown();
		api.list("me").isProblem(ProblemType.AUTH0_UNAVAILABLE);
		api.link("me", Map.of("link_with", "lion.lion.lion")).isProblem(ProblemType.ID_TOKEN_INVALID);
		auth0.isUpAgain();
		traces.forceFlush().join(10, SECONDS);
		assertThat(collector.received()).doesNotContain("panther", "lion", "header parser", "Connection refused",
				"Auth0 failed", "can't be", "400 Bad Request from");
	}

	@Test
	void aRequestIsTimedUnderTheNamesOfTheFramework(@LocalManagementPort int managementPort) {
		RequestTimer.isMeasured(apiAs(user("auth0|ada")), managementPort);
	}

	@Test
	void theTraceOfTheCallerGoesOnToAuth0() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		auth0.has(account("auth0|ada"));
		apiAs(user("auth0|ada")).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
			.with("tracestate", "vendor=ada")
			.list("me")
			.isOk();
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().startsWith("00-" + trace);
		assertThat(auth0.lastCall(Operation.READ).headers()).doesNotContainKey("tracestate");
	}

	@Test
	void aCallerMayKeepItsRequestFromBeingSampled() {
		auth0.has(account("auth0|ada"));
		apiAs(user("auth0|ada")).list("me").isOk();
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().matches(".*-0[13]");
		apiAs(user("auth0|ada")).with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
			.list("me")
			.isOk();
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().endsWith("-00");
	}

	@Test
	void theTraceGoesOnWithReadsSideBySide() {
		String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
		auth0.has(account("auth0|ada"), account("google-oauth2|7"));
		apiAs(user("auth0|ada")).with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
			.preview("me", idToken("google-oauth2|7"))
			.isOk();
		assertThat(auth0.allCalls(Operation.READ)).hasSize(2)
			.allSatisfy((call) -> assertThat(call.header("traceparent").orElse("")).startsWith("00-" + trace));
	}

	@Test
	void theStartSaysInOneLineWhatIsConfiguredAndNoSecret(CapturedOutput output) {
		String line = output.getAll()
			.lines()
			.filter((each) -> each.contains("Account Link is ready"))
			.findFirst()
			.orElseThrow();
		assertThat(line).contains(auth0.issuer(), auth0.tenant().client().id(), auth0.tenant().audience(),
				"deadline=PT10S", "traces exported", "limits in memory");
		assertThat(output).doesNotContain(auth0.tenant().client().secret());
	}

}
