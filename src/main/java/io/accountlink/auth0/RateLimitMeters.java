package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.CallPolicies.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Metrics of the tenant's rate limit, which all replicas and all other clients of the
 * tenant share, from the {@code x-ratelimit-*} headers of Auth0's responses.
 */
@Component
final class RateLimitMeters implements ExchangeFilterFunction {

	private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

	// Auth0 refills its buckets each second or each minute.
	private static final Duration MAX_AGE = Duration.ofMinutes(1);

	private final Map<Kind, Reading> readings = new ConcurrentHashMap<>();

	private final MonotonicClock monotonicClock;

	private volatile @Nullable Integer remaining;

	RateLimitMeters(MonotonicClock monotonicClock, MeterRegistry meters) {
		this.monotonicClock = monotonicClock;
		EnumSet.of(Kind.TOKEN, Kind.READ, Kind.WRITE).forEach((kind) -> register(kind, meters));
	}

	private void register(Kind kind, MeterRegistry meters) {
		Gauge.builder("auth0.rate.limit.remaining.ratio", () -> ratio(kind))
			.description("Remaining share of the tenant's rate limit as of the latest response; NaN after a minute")
			.tag("operation", kind.code())
			.register(meters);
	}

	private double ratio(Kind kind) {
		Reading latest = this.readings.get(kind);
		return (latest != null && this.monotonicClock.instant().isBefore(latest.time().plus(MAX_AGE))) ? latest.ratio()
				: Double.NaN;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request).doOnNext((response) -> record(request, response.headers().asHttpHeaders()));
	}

	private void record(ClientRequest request, HttpHeaders response) {
		String limit = response.getFirst("x-ratelimit-limit");
		String remaining = response.getFirst("x-ratelimit-remaining");
		if (isCount(limit) && isCount(remaining) && Integer.parseInt(limit) > 0) {
			this.readings.put(kind(request), new Reading(Double.parseDouble(remaining) / Integer.parseInt(limit),
					this.monotonicClock.instant()));
			this.remaining = isTokenRequest(request) ? this.remaining : Integer.valueOf(remaining);
		}
	}

	private static boolean isCount(@Nullable String value) {
		return value != null && COUNT.matcher(value).matches();
	}

	private static Kind kind(ClientRequest request) {
		if (request.method().equals(HttpMethod.GET)) {
			return Kind.READ;
		}
		return isTokenRequest(request) ? Kind.TOKEN : Kind.WRITE;
	}

	// The token endpoint has a rate limit of its own.
	private static boolean isTokenRequest(ClientRequest request) {
		return request.url().getPath().endsWith("/oauth/token");
	}

	/**
	 * The value of {@code x-ratelimit-remaining} in the latest response of the Management
	 * API.
	 */
	@Nullable Integer remaining() {
		return this.remaining;
	}

	/**
	 * What one response says.
	 *
	 * @param ratio the remaining share of the rate limit
	 * @param time monotonic time of the response
	 */
	private record Reading(double ratio, Instant time) {
	}

}
