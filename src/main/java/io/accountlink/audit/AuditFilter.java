package io.accountlink.audit;

import java.io.IOException;
import java.time.Clock;

import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.http.FilterOrder;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records the audit events of a request: {@code started} before its first write to Auth0,
 * and one at its end.
 */
@Component
@Order(FilterOrder.AUDIT)
class AuditFilter extends OncePerRequestFilter {

	private final AuditLog log;

	private final Clock clock;

	AuditFilter(AuditLog log, Clock clock) {
		this.log = log;
		this.clock = clock;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !AccountPath.matches(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		RequestAudit audit = new RequestAudit(request, this.log::log, this.clock);
		// An exception that leaves the chain is an internal error.
		ProblemType problem = ProblemType.INTERNAL_ERROR;
		try {
			chain.doFilter(request, response);
			problem = ProblemHandler.of(request, response).orElse(null);
		}
		finally {
			AuditEvent event = audit.end(problem);
			if (event.action().isAlwaysRecorded() || event.outcome() == Outcome.REFUSED) {
				this.log.record(event);
			}
			else if (event.outcome() == Outcome.FAILED) {
				this.log.count(event);
			}
		}
	}

}
