package io.accountlink.connector;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletException;
import org.apache.catalina.Engine;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends a body that takes too long, whether somebody reads it or it has been answered
 * already: Tomcat by itself reads such a rest for as long as it keeps dripping.
 */
final class BodyValve extends ValveBase {

	private static final Duration LONGEST_BODY = Duration.ofSeconds(5);

	private static final int LARGEST_REST = 1024 * 1024;

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Request wire = request.getCoyoteRequest();
		if (wire.isFinished()) {
			getNext().invoke(request, response);
			return;
		}
		Future<?> end = ((Engine) getContainer()).getService()
			.getServer()
			.getUtilityExecutor()
			.schedule(() -> endIfUnfinished(wire), LONGEST_BODY.toMillis(), TimeUnit.MILLISECONDS);
		try {
			getNext().invoke(request, response);
			readRest(wire, response);
		}
		finally {
			end.cancel(false);
		}
	}

	private static void endIfUnfinished(org.apache.coyote.Request wire) {
		if (!wire.isFinished()) {
			PunctualProcessor.endInputOf(wire);
		}
	}

	// A sender that is still sending might miss an answer to which the connection is cut.
	private static void readRest(org.apache.coyote.Request wire, Response response) throws IOException {
		if (!wire.isFinished()) {
			response.finishResponse();
			if (!new Rest(wire).endsWithin(LARGEST_REST)) {
				wire.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			}
		}
	}

}
