package io.accountlink.audit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;

import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.audit.MetadataOutcome.Fate;
import io.accountlink.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Writes audit events to the logger {@code audit}, one JSON object a line, and counts
 * them. The JSON is printable ASCII, which prevents log injection (line breaks, terminal
 * escapes, bidirectional text).
 */
@Component
class AuditLog {

	private static final Log log = LogFactory.getLog("audit");

	private static final String DELETE = "\u007f";

	private final JsonMapper json;

	private final MeterRegistry meters;

	AuditLog(JsonMapper json, MeterRegistry meters) {
		this.json = json.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
		this.meters = meters;
		Arrays.stream(ProblemType.values())
			.filter((problem) -> problem.status() >= 500)
			.forEach((failure) -> registerAtZero(failure, false));
		registerAtZero(ProblemType.AUTH0_TIMEOUT, true);
		registerAtZero(ProblemType.INTERNAL_ERROR, true);
		Stream.of(Fate.values()).forEach((fate) -> metadataWrites(fate).increment(0));
		Stream.of(Revocation.values()).forEach((how) -> revocations(how).increment(0));
	}

	// increase() in Prometheus ignores the first sample of a series, so each series
	// starts at 0.
	private void registerAtZero(ProblemType failure, boolean outcomeUnknown) {
		Outcome outcome = Outcome.of(failure, outcomeUnknown);
		EnumSet.complementOf(EnumSet.of(Action.OTHER))
			.forEach((action) -> attempts(action, outcome, failure.code()).increment(0));
	}

	/**
	 * Counts an attempt without logging it.
	 */
	void count(AuditEvent event) {
		attempts(event.action(), event.outcome(), event.code()).increment();
	}

	void record(AuditEvent event) {
		count(event);
		if (event.metadata() != null && event.metadata().fate() != null) {
			metadataWrites(event.metadata().fate()).increment();
		}
		if (event.revoke() != null) {
			revocations(event.revoke()).increment();
		}
		log(event);
	}

	/**
	 * Logs an event without counting it.
	 */
	void log(AuditEvent event) {
		log.info(this.json.writeValueAsString(event).replace(DELETE, "\\u007f"));
	}

	private Counter metadataWrites(Fate fate) {
		return Counter.builder("account.link.metadata")
			.description("Links that wrote user_metadata to the primary account, by what became of it")
			.tag("outcome", fate.code())
			.register(this.meters);
	}

	private Counter revocations(Revocation how) {
		return Counter.builder("account.link.revocations")
			.description("Unlinks that asked Auth0 to end the sessions of the account, by whether it accepted")
			.tag("outcome", how.code())
			.register(this.meters);
	}

	private Counter attempts(Action action, Outcome outcome, String code) {
		return Counter.builder("account.link.attempts")
			.description("Links, unlinks, previews, refusals and failures, by outcome and code")
			.tag("action", action.code())
			.tag("outcome", outcome.code())
			.tag("code", code)
			.register(this.meters);
	}

}
