package io.accountlink.telemetry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The timers {@code http.server.requests} and {@code http.server.requests.active}, with
 * the names and tags that an observation of the request gives them. The tags are computed
 * once for each kind of request.
 */
final class RequestTimers {

	private static final ServerRequestObservationConvention CONVENTION = new DefaultServerRequestObservationConvention();

	private static final Set<String> METHODS = Arrays.stream(HttpMethod.values())
		.map(HttpMethod::name)
		.collect(Collectors.toUnmodifiableSet());

	private static final String NAME = "http.server.requests";

	private final MeterRegistry meters;

	private final Map<String, LongTaskTimer> active = new ConcurrentHashMap<>();

	private final Map<RequestKind, Timer> completed = new ConcurrentHashMap<>();

	RequestTimers(MeterRegistry meters) {
		this.meters = meters;
	}

	LongTaskTimer.Sample start(HttpServletRequest request, HttpServletResponse response) {
		return this.active
			.computeIfAbsent(method(request),
					(method) -> LongTaskTimer.builder(NAME + ".active")
						.tags(tags(new ServerRequestObservationContext(request, response)))
						.register(this.meters))
			.start();
	}

	/**
	 * The timer of a request that has ended.
	 * @param failure what left the filter chain; Tomcat answers it with status 500 later
	 */
	Timer completed(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
		String pattern = (String) request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		HttpServletResponse sent = (failure != null) ? new FailedResponse(response) : response;
		String exception = (failure != null) ? failure.getClass().getSimpleName() : "none";
		RequestKind kind = new RequestKind(method(request), pattern, sent.getStatus(), exception);
		return this.completed.computeIfAbsent(kind, (any) -> {
			ServerRequestObservationContext context = new ServerRequestObservationContext(request, sent);
			context.setPathPattern(pattern);
			if (failure != null) {
				context.setError(failure);
			}
			return Timer.builder(NAME).tags(tags(context)).tag("error", exception).register(this.meters);
		});
	}

	// The convention replaces the name of an unknown method, since callers choose it.
	private static String method(HttpServletRequest request) {
		return METHODS.contains(request.getMethod()) ? request.getMethod() : "";
	}

	private static Tags tags(ServerRequestObservationContext context) {
		KeyValues values = CONVENTION.getLowCardinalityKeyValues(context);
		return Tags.of(values.stream().map((value) -> Tag.of(value.getKey(), value.getValue())).toList());
	}

	/**
	 * What the tags of a request depend on.
	 */
	private record RequestKind(String method, @Nullable String pattern, int status, String exception) {
	}

	private static final class FailedResponse extends HttpServletResponseWrapper {

		FailedResponse(HttpServletResponse response) {
			super(response);
		}

		@Override
		public int getStatus() {
			return SC_INTERNAL_SERVER_ERROR;
		}

	}

}
