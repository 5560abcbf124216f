package io.accountlink.simulation;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends the exchanges of a test run to the file of the system property
 * {@code auth0.exchanges}, one JSON object a line, so that they can be held against
 * Auth0's own description of its API. Without the property nothing is written.
 */
final class ExchangeLog {

	private static final int MAX_LINES_PER_OPERATION = 2_000;

	private static final @Nullable String FILE = System.getProperty("auth0.exchanges");

	private static final Map<Operation, Set<String>> LINES = new EnumMap<>(Operation.class);

	private ExchangeLog() {
	}

	/**
	 * Appends an exchange, unless an equal one was appended before.
	 * @param isFault whether a situation has made or changed the answer
	 */
	static void append(Operation operation, Call call, Answer answer, boolean isFault) {
		if (FILE != null && (Operation.MANAGEMENT.contains(operation) || operation == Operation.TOKEN)) {
			ObjectNode line = Json.object()
				.put("operation", operation.name())
				.put("method", call.method())
				.put("target", call.target())
				.put("agent", call.header("user-agent").orElse(""))
				.put("content_type", call.header("content-type").orElse(""))
				.put("body", (operation == Operation.TOKEN) ? "" : call.body())
				.put("status", answer.status())
				.put("answer", withoutTokens(operation, answer))
				.put("deviation", deviation(answer, isFault));
			append(FILE, operation, Json.write(line) + "\n");
		}
	}

	private static String withoutTokens(Operation operation, Answer answer) {
		boolean hasToken = operation == Operation.TOKEN && answer.status() < 300;
		return hasToken ? answer.body().replaceAll("(\"access_token\":\")[^\"]*", "$1withheld") : answer.body();
	}

	private static String deviation(Answer answer, boolean isFault) {
		if (isFault) {
			return "fault";
		}
		return answer.isDescribed() ? "" : "declared";
	}

	private static synchronized void append(String file, Operation operation, String line) {
		Set<String> lines = LINES.computeIfAbsent(operation, (any) -> new HashSet<>());
		if (lines.size() < MAX_LINES_PER_OPERATION && lines.add(line)) {
			try (OutputStream out = new FileOutputStream(file, true)) {
				out.write(line.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
