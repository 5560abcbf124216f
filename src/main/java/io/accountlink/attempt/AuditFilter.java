package io.accountlink.attempt;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.audit.AuditEvent;
import io.accountlink.audit.AuditEvent.Outcome;
import io.accountlink.audit.AuditEvent.Principal;
import io.accountlink.audit.AuditLog;
import io.accountlink.audit.MetadataOutcome;
import io.accountlink.http.FilterOrder;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import io.accountlink.problem.RequestId;
import io.accountlink.settings.LinkingSettings;
import io.accountlink.upstream.Deadline;
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
 * Starts the deadline of a request and records its audit events: {@code started} before
 * its first write to Auth0, and one at its end.
 */
@Component
@Order(FilterOrder.AUDIT)
class AuditFilter extends OncePerRequestFilter {

	private static final PathPattern ACCOUNT = pattern("/**");

	private static final PathPattern PREVIEW = pattern("/link/preview");

	private static final PathPattern IDENTITIES = pattern("/identities");

	private static final PathPattern SUGGESTIONS = pattern("/suggestions");

	private static final PathPattern IDENTITY = pattern("/identities/{provider}/{userId}");

	private static final Set<String> ALWAYS_RECORDED = Set.of("link", "unlink", "preview");

	private final LinkingSettings settings;

	private final AuditLog audit;

	private final Clock clock;

	AuditFilter(LinkingSettings settings, AuditLog audit, Clock clock) {
		this.settings = settings;
		this.audit = audit;
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
		Attempt attempt = new Attempt(() -> Deadline.after(this.settings.deadline()),
				(begun) -> this.audit.log(event(begun, request, Outcome.STARTED, null)));
		request.setAttribute(Attempt.ATTRIBUTE, attempt);
		// An exception that leaves the chain is an internal error.
		ProblemType problem = ProblemType.INTERNAL_ERROR;
		try {
			chain.doFilter(request, response);
			problem = ProblemHandler.of(request, response).orElse(null);
		}
		finally {
			AuditEvent event = event(attempt, request, Outcome.of(problem, attempt.isOutcomeUnknown(problem)), problem);
			if (isRecorded(event)) {
				this.audit.record(event);
			}
			else if (event.outcome() == Outcome.FAILED) {
				this.audit.count(event);
			}
		}
	}

	// Any other read is recorded only if it is refused, and counted if it fails.
	private static boolean isRecorded(AuditEvent event) {
		return ALWAYS_RECORDED.contains(event.action()) || event.outcome() == Outcome.REFUSED;
	}

	private AuditEvent event(Attempt attempt, HttpServletRequest request, Outcome outcome,
			@Nullable ProblemType problem) {
		Caller caller = Caller.of(request).orElse(null);
		String code = (problem != null) ? problem.code() : attempt.successCode();
		return new AuditEvent(this.clock.instant(), RequestId.of(request), action(request), outcome,
				(outcome == Outcome.STARTED) ? outcome.code() : code, (caller != null) ? principal(caller) : null,
				account(attempt, caller, request), identity(attempt, request),
				(outcome == Outcome.DONE) ? attempt.identities() : null,
				MetadataOutcome.of(outcome, attempt.writtenKeys()), MDC.get("traceId"));
	}

	private static Principal principal(Caller caller) {
		return new Principal(caller.subject(), caller.clientId(), caller.kind().name().toLowerCase(Locale.ROOT),
				caller.organization(), (caller.delegation() != null) ? caller.delegation().actors() : null);
	}

	private static String action(HttpServletRequest request) {
		return switch (request.getMethod()) {
			case "POST" -> PREVIEW.matches(path(request)) ? "preview" : "link";
			case "DELETE" -> "unlink";
			case "GET" -> readAction(path(request));
			default -> "other";
		};
	}

	private static String readAction(PathContainer path) {
		if (IDENTITIES.matches(path)) {
			return "list";
		}
		return SUGGESTIONS.matches(path) ? "suggest" : "read";
	}

	// A path may hold a secret by mistake: only a valid account id is recorded.
	private static @Nullable String account(Attempt attempt, @Nullable Caller caller, HttpServletRequest request) {
		if (attempt.resolvedAccount() != null) {
			return attempt.resolvedAccount().toString();
		}
		String id = variables(ACCOUNT, request).getOrDefault("id", "");
		try {
			return AccountId.parse((id.equals(Attempt.ME) && caller != null) ? caller.subject() : id).toString();
		}
		catch (InvalidIdException ex) {
			return null;
		}
	}

	// The identity of an unlink that was refused.
	private static @Nullable String identity(Attempt attempt, HttpServletRequest request) {
		if (attempt.identity() != null) {
			return attempt.identity().toString();
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
