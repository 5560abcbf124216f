package io.accountlink.audit;

import java.util.Arrays;
import java.util.stream.Stream;

import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Writes audit events as JSON, one a line, to the logger {@code audit}, and counts them.
 * In ASCII no input can end a line, nor do anything else to whoever looks at it.
 */
@Component
public class AuditLog {

	private static final Log log = LogFactory.getLog("audit");

	private static final String DELETE = "\u007f";

	private final JsonMapper json;

	private final MeterRegistry meters;

	AuditLog(JsonMapper json, MeterRegistry meters) {
		this.json = json.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
		this.meters = meters;
		Arrays.stream(ProblemType.values()).filter((problem) -> problem.status() >= 500).forEach(this::startAtZero);
	}

	// Prometheus sees no rise in a series that begins with a one, and of these
	// failures an operator has to hear the first.
	private void startAtZero(ProblemType failure) {
		Outcome outcome = Outcome.of(failure, failure == ProblemType.AUTH0_TIMEOUT);
		Stream.of("link", "unlink").forEach((action) -> attempts(action, outcome, failure.code()).increment(0));
	}

	public void record(AuditEvent event) {
		attempts(event.action(), event.outcome(), event.code()).increment();
		log.info(this.json.writeValueAsString(event).replace(DELETE, "\\u007f"));
	}

	private Counter attempts(String action, Outcome outcome, String code) {
		return Counter.builder("account.link.attempts")
			.description("Links, unlinks and refusals, by what came of them")
			.tag("action", action)
			.tag("outcome", outcome.code())
			.tag("code", code)
			.register(this.meters);
	}

}
