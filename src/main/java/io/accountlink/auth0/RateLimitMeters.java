package io.accountlink.auth0;

import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Metrics of the tenant's rate limit, which all replicas and all other clients of the
 * tenant share, from the {@code x-ratelimit-*} headers of Auth0's responses.
 */
final class RateLimitMeters implements ExchangeFilterFunction {

	private final AtomicReference<Double> tokens;

	private final AtomicReference<Double> reads;

	private final AtomicReference<Double> writes;

	private volatile @Nullable Integer remaining;

	RateLimitMeters(MeterRegistry meters) {
		this.tokens = gauge("token", meters);
		this.reads = gauge("read", meters);
		this.writes = gauge("write", meters);
	}

	private static AtomicReference<Double> gauge(String operation, MeterRegistry meters) {
		AtomicReference<Double> share = new AtomicReference<>(1.0);
		Gauge.builder("auth0.rate.limit.remaining.ratio", share, AtomicReference::get)
			.description("Remaining share of the tenant's rate limit as of the latest response")
			.tag("operation", operation)
			.register(meters);
		return share;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request).doOnNext((response) -> record(request, response.headers().asHttpHeaders()));
	}

	private void record(ClientRequest request, HttpHeaders response) {
		String limit = response.getFirst("x-ratelimit-limit");
		String left = response.getFirst("x-ratelimit-remaining");
		if (isCount(limit) && isCount(left) && Integer.parseInt(limit) > 0) {
			ratioOf(request).set(Double.parseDouble(left) / Integer.parseInt(limit));
			this.remaining = isTokenRequest(request) ? this.remaining : Integer.valueOf(left);
		}
	}

	private static boolean isCount(@Nullable String value) {
		return value != null && value.matches("\\d{1,9}");
	}

	private AtomicReference<Double> ratioOf(ClientRequest request) {
		if (request.method().equals(HttpMethod.GET)) {
			return this.reads;
		}
		return isTokenRequest(request) ? this.tokens : this.writes;
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

}
