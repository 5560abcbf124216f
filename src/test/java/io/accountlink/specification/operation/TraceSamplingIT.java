package io.accountlink.specification.operation;

import io.accountlink.simulation.Operation;
import io.accountlink.support.OtlpCollector;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sampling of exported traces: callers need no token to send a {@code traceparent}, and
 * can't have more of their requests sampled than others.
 */
@TestPropertySource(properties = "management.tracing.sampling.probability=0.000001")
class TraceSamplingIT extends Specification {

	private static final OtlpCollector collector = OtlpCollector.start();

	@DynamicPropertySource
	static void exportTo(DynamicPropertyRegistry registry) {
		registry.add("management.opentelemetry.tracing.export.otlp.endpoint", collector::endpoint);
	}

	// A sampler by trace id takes an id that ends in zeros whatever its probability.
	@ParameterizedTest
	@ValueSource(strings = { "4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da60000000000000001" })
	void aCallerThatAsksForSamplingIsSampledByTheProbability(String trace) {
		assertThat(traceparentOfTheRead("00-" + trace + "-00f067aa0ba902b7-01")).startsWith("00-" + trace)
			.endsWith("-00");
	}

	@Test
	void aTraceThatBeginsHereIsSampledByTheProbability() {
		assertThat(traceparentOfTheRead("")).matches(".*-0[02]");
	}

	private String traceparentOfTheRead(String traceparent) {
		auth0.has(account("auth0|ada"));
		apiAs(user("auth0|ada")).with("traceparent", traceparent).list("me").isOk();
		return auth0.lastCall(Operation.READ).header("traceparent").orElseThrow();
	}

}
