package io.accountlink.http;

import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.core.Ordered;

/**
 * The order of the servlet filters. A request passes them from the lowest value to the
 * highest:
 * <ol>
 * <li>{@code CharacterEncodingFilter} of Spring Boot, at {@code HIGHEST_PRECEDENCE}</li>
 * <li>{@link #TELEMETRY}: opens the trace and measures the request, where spans are not
 * exported; otherwise {@code ServerHttpObservationFilter} of Spring Boot does</li>
 * <li>{@link #CONCURRENCY_LIMIT}: holds a permit until the audit event is written</li>
 * <li>{@link #AUDIT}: records the audit events with their trace id</li>
 * <li>{@link #PROBLEM}: answers a problem that a filter below throws</li>
 * <li>{@link #CORS}: before the refusal, so that a frontend can read the 503</li>
 * <li>{@link #OVERLOAD}: 503 without a permit, before authentication and parsing</li>
 * <li>{@code FilterChainProxy} of Spring Security, at {@link #SECURITY}: path firewall,
 * bearer token, authorization</li>
 * <li>{@link #RATE_LIMIT}: a permit for the authenticated caller</li>
 * </ol>
 */
public final class FilterOrder {

	/**
	 * The order that Spring Boot gives {@code ServerHttpObservationFilter}.
	 */
	public static final int TELEMETRY = Ordered.HIGHEST_PRECEDENCE + 1;

	public static final int CONCURRENCY_LIMIT = TELEMETRY + 1;

	public static final int AUDIT = CONCURRENCY_LIMIT + 1;

	public static final int PROBLEM = AUDIT + 1;

	public static final int CORS = PROBLEM + 1;

	public static final int OVERLOAD = CORS + 1;

	/**
	 * The default of {@code spring.security.filter.order}, which stays unset.
	 */
	public static final int SECURITY = SecurityFilterProperties.DEFAULT_FILTER_ORDER;

	public static final int RATE_LIMIT = SECURITY + 1;

	private FilterOrder() {
	}

}
