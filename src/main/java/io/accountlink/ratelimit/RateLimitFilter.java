package io.accountlink.ratelimit;

import java.io.IOException;
import java.time.Duration;

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
 * Lets a user on only as often as the limit says, before anything is done for them. It
 * stands behind the security filters, which leave the caller on the request, and tells
 * users where they stand in the header fields of draft-ietf-httpapi-ratelimit-headers.
 */
@Component
@Order(FilterOrder.RATE_LIMIT)
class RateLimitFilter extends OncePerRequestFilter {

	private final RateLimiter limiter;

	private final String policy;

	RateLimitFilter(RateLimiter limiter, RateLimitSettings settings) {
		this.limiter = limiter;
		this.policy = "\"user\";q=" + settings.capacity() + ";w=" + settings.period().toSeconds();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller && caller.kind() != Kind.MACHINE) {
			requirePermit(caller, response);
		}
		chain.doFilter(request, response);
	}

	private void requirePermit(Caller caller, HttpServletResponse response) {
		Permit permit = this.limiter.take(caller.subject());
		response.setHeader("RateLimit-Policy", this.policy);
		response.setHeader("RateLimit", "\"user\";r=" + permit.remaining() + ";t=" + wholeSeconds(permit.untilReset()));
		if (!permit.granted()) {
			throw ProblemType.TOO_MANY_REQUESTS.because("This user's requests are used up for now.")
				.retryAfter(permit.untilReset());
		}
	}

	private static long wholeSeconds(Duration time) {
		return time.plusMillis(999).toSeconds();
	}

}
