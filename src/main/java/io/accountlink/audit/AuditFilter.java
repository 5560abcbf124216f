package io.accountlink.audit;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;

import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.http.FilterOrder;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import io.accountlink.problem.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.core.annotation.Order;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Records the audit events of a request: {@code started} before its first write to Auth0,
 * and one at its end.
 */
@Component
@Order(FilterOrder.AUDIT)
class AuditFilter extends OncePerRequestFilter {

	private static final PathPattern ACCOUNT = pattern("/**");

	private static final PathPattern PREVIEW = pattern("/link/preview");

	private static final PathPattern IDENTITIES = pattern("/identities");

	private static final PathPattern SUGGESTIONS = pattern("/suggestions");

	private static final PathPattern IDENTITY = pattern("/identities/{provider}/{userId}");

	private final AuditLog log;

	private final Clock clock;

	AuditFilter(AuditLog log, Clock clock) {
		this.log = log;
		this.clock = clock;
	}

	private static PathPattern pattern(String belowAccount) {
		return PathPatternParser.defaultInstance.parse("/accounts/{id}" + belowAccount);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !ACCOUNT.matches(path(request));
	}

	// By the decoded path, as the controllers are found.
	private static PathContainer path(HttpServletRequest request) {
		return ServletRequestPathUtils.hasParsedRequestPath(request)
				? ServletRequestPathUtils.getParsedRequestPath(request)
				: ServletRequestPathUtils.parseAndCache(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		RequestAudit audit = RequestAudit.open(request,
				(begun) -> this.log.log(event(begun, request, Outcome.STARTED, null)));
		// An exception that leaves the chain is an internal error.
		ProblemType problem = ProblemType.INTERNAL_ERROR;
		try {
			chain.doFilter(request, response);
			problem = ProblemHandler.of(request, response).orElse(null);
		}
		finally {
			AuditEvent event = event(audit, request, Outcome.of(problem, audit.isOutcomeUnknown(problem)), problem);
			if (event.action().isAlwaysRecorded() || event.outcome() == Outcome.REFUSED) {
				this.log.record(event);
			}
			else if (event.outcome() == Outcome.FAILED) {
				this.log.count(event);
			}
		}
	}

	private AuditEvent event(RequestAudit audit, HttpServletRequest request, Outcome outcome,
			@Nullable ProblemType problem) {
		String code = (problem != null) ? problem.code() : audit.success().code();
		return new AuditEvent(this.clock.instant(), RequestId.of(request), action(request), outcome,
				(outcome == Outcome.STARTED) ? outcome.code() : code, audit.principal(), account(audit, request),
				identity(audit, request), (outcome == Outcome.DONE) ? audit.identities() : null,
				MetadataOutcome.of(outcome, audit.writtenKeys()), MDC.get("traceId"));
	}

	private static Action action(HttpServletRequest request) {
		return switch (request.getMethod()) {
			case "POST" -> PREVIEW.matches(path(request)) ? Action.PREVIEW : Action.LINK;
			case "DELETE" -> Action.UNLINK;
			case "GET" -> readAction(path(request));
			default -> Action.OTHER;
		};
	}

	private static Action readAction(PathContainer path) {
		if (IDENTITIES.matches(path)) {
			return Action.LIST;
		}
		return SUGGESTIONS.matches(path) ? Action.SUGGEST : Action.READ;
	}

	// A path may hold a secret by mistake: only a valid account id is recorded.
	private static @Nullable String account(RequestAudit audit, HttpServletRequest request) {
		String id = variables(ACCOUNT, request).getOrDefault("id", "");
		try {
			return AccountId.inPath(id, audit.subject()).toString();
		}
		catch (InvalidIdException ex) {
			return null;
		}
	}

	// The identity of an unlink that was refused.
	private static @Nullable String identity(RequestAudit audit, HttpServletRequest request) {
		if (audit.identity() != null) {
			return audit.identity().toString();
		}
		try {
			Map<String, String> path = variables(IDENTITY, request);
			return path.isEmpty() ? null
					: IdentityKey.of(path.getOrDefault("provider", ""), path.getOrDefault("userId", "")).toString();
		}
		catch (InvalidIdException ex) {
			return null;
		}
	}

	private static Map<String, String> variables(PathPattern pattern, HttpServletRequest request) {
		PathPattern.PathMatchInfo match = pattern.matchAndExtract(path(request));
		return (match != null) ? match.getUriVariables() : Map.of();
	}

}
