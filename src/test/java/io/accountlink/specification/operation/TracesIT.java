package io.accountlink.specification.operation;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Call;
import io.accountlink.simulation.Operation;
import io.accountlink.support.Api;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.RequestTimer;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Trace context (W3C): the service continues a trace and propagates it to Auth0.
 */
class TracesIT extends Specification {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

	@LocalManagementPort
	private int managementPort;

	@Test
	void theTraceOfTheCallerGoesOnToAuth0() {
		auth0.has(account("auth0|ada"), account("google-oauth2|7"));
		inTrace(apiAs(user("auth0|ada"))).link("me", idToken("google-oauth2|7")).isCreated();
		assertThat(auth0.lastCall(Operation.LINK).header("traceparent"))
			.hasValueSatisfying((sent) -> assertThat(sent).startsWith("00-" + TRACE).isNotEqualTo(TRACEPARENT));
	}

	@Test
	void nothingElseOfTheCallersHeadersGoesOnToAuth0() {
		auth0.has(account("auth0|ada"));
		inTrace(apiAs(user("auth0|ada"))).with("tracestate", "vendor=ada@example.com")
			.with("baggage", "user=ada@example.com")
			.with("X-B3-TraceId", TRACE)
			.with("X-Request-Id", "4711")
			.list("me")
			.isOk();
		Call call = auth0.lastCall(Operation.READ);
		assertThat(call.headers()).containsKey("traceparent")
			.doesNotContainKeys("tracestate", "baggage", "X-B3-TraceId", "X-Request-Id");
	}

	@Test
	void aProblemAndItsAuditEventNameTheTrace() {
		try (AuditTrail trail = AuditTrail.begin()) {
			Response response = inTrace(apiAs(user("auth0|ada"))).link("auth0|bob", idToken("google-oauth2|7"));
			response.isProblem(ProblemType.NOT_OWN_ACCOUNT);
			assertThat(response.json().path("trace_id").asString()).isEqualTo(TRACE);
			assertThat(trail.only().path("trace_id").asString()).isEqualTo(TRACE);
		}
	}

	@Test
	void aRequestOfNoTraceBeginsOne() {
		Response response = api().list("auth0|ada");
		response.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.json().path("trace_id").asString()).matches("[0-9a-f]{32}");
	}

	@Test
	void nothingIsExportedUnlessThereIsAnEndpoint(@Autowired ObjectProvider<SpanExporter> exporters) {
		assertThat(exporters.stream()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
			"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01" })
	void aMalformedTraceparentBeginsATrace(String traceparent) {
		Response response = api().with("traceparent", traceparent).list("auth0|ada");
		response.isProblem(ProblemType.UNAUTHENTICATED);
		assertThat(response.json().path("trace_id").asString()).matches("[0-9a-f]{32}")
			.isNotEqualTo("0".repeat(32))
			.isNotEqualTo(TRACE);
	}

	@Test
	void theDecisionToSampleIsTheCallers() {
		auth0.has(account("auth0|ada"));
		apiAs(user("auth0|ada")).with("traceparent", TRACEPARENT).list("me").isOk();
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().endsWith("-01");
		apiAs(user("auth0|ada")).with("traceparent", TRACEPARENT.replaceFirst("01$", "00")).list("me").isOk();
		assertThat(auth0.lastCall(Operation.READ).header("traceparent")).get().asString().endsWith("-00");
	}

	@Test
	void withoutAnEndpointNothingIsObserved(@Autowired ObservationRegistry observations) {
		assertThat(Observation.start("any", observations).isNoop()).isTrue();
	}

	@Test
	void aRequestIsTimedUnderTheNamesOfTheFramework() {
		RequestTimer.isMeasured(apiAs(user("auth0|ada")), this.managementPort);
	}

	private static Api inTrace(Api api) {
		return api.with("traceparent", TRACEPARENT);
	}

}
