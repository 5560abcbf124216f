package io.accountlink.problem;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Error report valve that writes a problem where Tomcat refuses a request before the
 * servlet filters.
 */
class ProblemErrorValve extends ErrorReportValve {

	private static final Log log = LogFactory.getLog(ProblemErrorValve.class);

	private final ProblemHandler problems;

	ProblemErrorValve(ProblemHandler problems) {
		this.problems = problems;
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			this.problems.handle(ProblemHandler.forStatus(status), request.getRequest(), response.getResponse());
			response.finishResponse();
		}
		catch (IOException ex) {
			log.debug("Client disconnected before the problem was written", ex);
		}
	}

}
