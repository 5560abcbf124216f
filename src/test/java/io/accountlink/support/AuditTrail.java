package io.accountlink.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
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
public final class AuditTrail extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final List<String> announced = new CopyOnWriteArrayList<>();

	private final List<String> errors = new CopyOnWriteArrayList<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

	private AuditTrail() {
	}

	public static AuditTrail begin() {
		AuditTrail trail = new AuditTrail();
		trail.setContext(trail.root.getLoggerContext());
		trail.start();
		trail.root.addAppender(trail);
		return trail;
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLoggerName().equals("audit")) {
			String line = event.getFormattedMessage();
			(Response.tree(line).path("outcome").asString().equals("started") ? this.announced : this.lines).add(line);
		}
		else if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
			this.errors.add(event.getFormattedMessage());
		}
	}

	/**
	 * Returns the events {@code started}.
	 */
	public List<JsonNode> started() {
		return this.announced.stream().map(Response::tree).toList();
	}

	/**
	 * Waits for the expected number of lines, those of closing events: a response may be
	 * sent shortly before its event is logged.
	 */
	public List<String> lines(int expected) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.lines.size() >= expected);
		assertThat(this.lines).hasSize(expected);
		return this.lines;
	}

	/**
	 * Returns the closing events so far.
	 */
	public Stream<JsonNode> events() {
		return this.lines.stream().map(Response::tree);
	}

	public JsonNode only() {
		return Response.tree(lines(1).getFirst());
	}

	public JsonNode last() {
		return Response.tree(this.lines.getLast());
	}

	/**
	 * Returns the errors that the service has logged since the start of this trail.
	 */
	public List<String> errors() {
		return this.errors;
	}

	@Override
	public void close() {
		this.root.detachAppender(this);
		stop();
	}

}
