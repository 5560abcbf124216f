package io.accountlink.ratelimit;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.accountlink.access.Caller;
import io.accountlink.access.Caller.Kind;
import io.accountlink.http.FilterOrder;
import io.accountlink.problem.ProblemType;
import io.accountlink.ratelimit.RateLimiter.Permit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rate limit for each user; machines are not limited. Runs after the security filters,
 * which store the caller in the request, and sets the header fields {@code RateLimit} and
 * {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers).
 */
@Component
@Order(FilterOrder.RATE_LIMIT)
class RateLimitFilter extends OncePerRequestFilter {

	// Of other callers each may have any number of subjects, and all are refused.
	private static final Set<Kind> LIMITED = EnumSet.of(Kind.USER, Kind.OPERATOR);

	private final RateLimiter limiter;

	private final String policy;

	RateLimitFilter(RateLimiter limiter, RateLimitSettings settings) {
		this.limiter = limiter;
		this.policy = "\"user\";q=" + settings.capacity() + ";w=" + settings.period().toSeconds();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Caller.of(request)
			.filter((caller) -> LIMITED.contains(caller.kind()))
			.ifPresent((caller) -> requirePermit(caller, response));
		chain.doFilter(request, response);
	}

	private void requirePermit(Caller caller, HttpServletResponse response) {
		Permit permit = this.limiter.tryConsume(caller.subject());
		response.setHeader("RateLimit-Policy", this.policy);
		response.setHeader("RateLimit",
				"\"user\";r=" + permit.remaining() + ";t=" + secondsRoundedUp(permit.untilReset()));
		if (!permit.granted()) {
			throw ProblemType.TOO_MANY_REQUESTS.problem().retryAfter(permit.untilReset());
		}
	}

	private static long secondsRoundedUp(Duration time) {
		return time.plusMillis(999).toSeconds();
	}

}
