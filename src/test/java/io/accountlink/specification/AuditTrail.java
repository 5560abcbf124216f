package io.accountlink.specification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Appender that records the audit log from now on.
 */
final class AuditTrail extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("audit");

	private AuditTrail() {
	}

	static AuditTrail begin() {
		AuditTrail trail = new AuditTrail();
		trail.setContext(trail.logger.getLoggerContext());
		trail.start();
		trail.logger.addAppender(trail);
		return trail;
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.lines.add(event.getFormattedMessage());
	}

	/**
	 * Waits for the expected number of lines: a response may be sent shortly before its
	 * event is logged.
	 */
	List<String> lines(int expected) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.lines.size() >= expected);
		assertThat(this.lines).hasSize(expected);
		return this.lines;
	}

	JsonNode only() {
		return Response.tree(lines(1).getFirst());
	}

	JsonNode last() {
		return Response.tree(this.lines.getLast());
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		stop();
	}

}
