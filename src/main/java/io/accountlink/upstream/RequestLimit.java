package io.accountlink.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.accountlink.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Takes no more requests at once than can wait for the server behind: one too many is
 * told so at once, before it costs anything. Stands right behind the filter that answers
 * problems.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
class RequestLimit extends OncePerRequestFilter {

	private static final PathPattern ACCOUNTS = PathPatternParser.defaultInstance.parse("/accounts/**");

	private static final Duration SOON = Duration.ofSeconds(1);

	// A third of it while the request waits, in buffers of Tomcat's and the stack of its
	// thread; the rest for everything else, those who are turned away among it.
	private static final long HEAP_OF_A_REQUEST = 300 * 1024L;

	private final Semaphore places;

	private final ApplicationAvailability availability;

	RequestLimit(UpstreamSettings settings, ApplicationAvailability availability) {
		this.places = new Semaphore(places(settings.maxRequests(), Runtime.getRuntime().maxMemory()));
		this.availability = availability;
	}

	/**
	 * As many as are allowed, but no more than there is memory for.
	 */
	static int places(int allowed, long heap) {
		return Math.clamp(heap / HEAP_OF_A_REQUEST, 1, allowed);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !ACCOUNTS.matches(PathContainer.parsePath(request.getRequestURI()));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		sendElsewhereWhenLeaving(response);
		if (!this.places.tryAcquire()) {
			throw ProblemType.OVERLOADED.because("Too many requests at once. Nothing was changed.").retryAfter(SOON);
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.places.release();
		}
	}

	// Whoever keeps a connection would send the next request into one that is closing.
	private void sendElsewhereWhenLeaving(HttpServletResponse response) {
		if (this.availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
	}

}
