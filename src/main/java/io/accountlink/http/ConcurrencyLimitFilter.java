package io.accountlink.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.accountlink.problem.ProblemType;
import io.accountlink.settings.LinkingSettings;
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
 * Concurrency limit: at most {@code LINK_MAX_REQUESTS} requests to {@code /accounts/**}
 * at once; fewer where the heap holds less than 300 KiB for each, or 1 MiB where links
 * carry metadata over. Any other is answered 503 {@code overloaded} at once, with
 * {@code Retry-After: 1}. A servlet filter, because a valve runs before the audit event
 * and the trace.
 */
@Component
@Order(FilterOrder.CONCURRENCY_LIMIT)
class ConcurrencyLimitFilter extends OncePerRequestFilter {

	private static final PathPattern ACCOUNTS = PathPatternParser.defaultInstance.parse("/accounts/**");

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	// A third is held while a request waits, by Tomcat's buffers and the thread's stack.
	private static final long HEAP_BYTES_PER_REQUEST = 300 * 1024L;

	// Two responses of Auth0 of up to 256 KiB, and what is written of them.
	private static final long HEAP_BYTES_PER_REQUEST_WITH_METADATA = 1024 * 1024L;

	private final Semaphore permits;

	private final ApplicationAvailability availability;

	ConcurrencyLimitFilter(HttpSettings settings, LinkingSettings linking, ApplicationAvailability availability) {
		this.permits = new Semaphore(
				permits(settings.maxRequests(), Runtime.getRuntime().maxMemory(), linking.mergeUserMetadata()));
		this.availability = availability;
	}

	static int permits(int maxRequests, long heapBytes, boolean withMetadata) {
		long perRequest = withMetadata ? HEAP_BYTES_PER_REQUEST_WITH_METADATA : HEAP_BYTES_PER_REQUEST;
		return Math.clamp(heapBytes / perRequest, 1, maxRequests);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !ACCOUNTS.matches(PathContainer.parsePath(request.getRequestURI()));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		closeConnectionDuringShutdown(response);
		if (!this.permits.tryAcquire()) {
			throw ProblemType.OVERLOADED
				.withDetail("The instance has too many concurrent requests. Nothing was changed.")
				.retryAfter(RETRY_AFTER);
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.permits.release();
		}
	}

	// The next request on a persistent connection would reach a stopped connector.
	private void closeConnectionDuringShutdown(HttpServletResponse response) {
		if (this.availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
	}

}
