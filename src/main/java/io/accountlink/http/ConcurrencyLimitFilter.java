package io.accountlink.http;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Concurrency limit: takes a permit for each request to {@code /accounts/**}, and holds
 * it until the audit event is written. {@link OverloadFilter} refuses a request without a
 * permit.
 */
@Component
@Order(FilterOrder.CONCURRENCY_LIMIT)
class ConcurrencyLimitFilter extends OncePerRequestFilter {

	/** The request attribute of a request without a permit. */
	static final String OVERLOADED = "overloaded";

	private static final PathPattern ACCOUNTS = PathPatternParser.defaultInstance.parse("/accounts/**");

	private final Semaphore permits;

	private final ApplicationAvailability availability;

	ConcurrencyLimitFilter(ServerLimits limits, ApplicationAvailability availability, MeterRegistry meters) {
		this.permits = new Semaphore(limits.requests());
		this.availability = availability;
		Gauge.builder("account.link.requests.limit", limits, ServerLimits::requests)
			.description("Limit of concurrent requests to /accounts/**")
			.register(meters);
		Gauge
			.builder("account.link.requests.in.use", this.permits,
					(free) -> (double) limits.requests() - free.availablePermits())
			.description("Concurrent requests to /accounts/**")
			.register(meters);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !ACCOUNTS.matches(PathContainer.parsePath(request.getRequestURI()));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		closeConnectionDuringShutdown(response);
		boolean permitted = this.permits.tryAcquire();
		if (!permitted) {
			request.setAttribute(OVERLOADED, true);
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			if (permitted) {
				this.permits.release();
			}
		}
	}

	// The next request on a persistent connection would reach a stopped connector.
	private void closeConnectionDuringShutdown(HttpServletResponse response) {
		if (this.availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
	}

}
