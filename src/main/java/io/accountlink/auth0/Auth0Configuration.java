package io.accountlink.auth0;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.util.concurrent.TimeUnit;

import io.accountlink.settings.Issuer;
import io.accountlink.settings.UserAgent;
import io.accountlink.upstream.TraceContext;
import io.accountlink.upstream.CallPolicy;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Configures the clients for Auth0: the Management API and its {@code WebClient}.
 */
@Configuration(proxyBeanMethods = false)
class Auth0Configuration {

	private static final int MAX_RESPONSE_BYTES = 256 * 1024;

	// A redirect is an error: following it would send the token elsewhere. The
	// exception is created outside the filters, since their errors are recorded in the
	// span.
	@Bean
	WebClient auth0WebClient(WebClient.Builder builder, HttpClient http, Issuer issuer, RateLimitMeters rateLimit,
			TraceContext trace, UserAgent userAgent) {
		return builder.clientConnector(withTimeout(http)).baseUrl(issuer.issuer()).codecs((codecs) -> {
			codecs.defaultCodecs().maxInMemorySize(MAX_RESPONSE_BYTES);
			codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(JsonMapper.shared()));
			codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(JsonMapper.shared()));
		})
			.defaultStatusHandler((status) -> !status.is2xxSuccessful(), ClientResponse::createException)
			.defaultRequest((call) -> trace.propagate(call::header))
			.defaultHeader(HttpHeaders.USER_AGENT, userAgent.toString())
			.filter(rateLimit)
			.filters((filters) -> {
				if (trace.isObserved()) {
					filters.add(withoutTracestate());
				}
			})
			.filter(ExchangeFilterFunction.ofResponseProcessor(Auth0Configuration::proxyAuthenticationRequiredAsError))
			.build();
	}

	@Bean
	ManagementApi managementApi(WebClient auth0WebClient) {
		return HttpServiceProxyFactory.builderFor(WebClientAdapter.create(auth0WebClient))
			.build()
			.createClient(ManagementApi.class);
	}

	// Observations also propagate tracestate, which holds what the caller put there.
	private static ExchangeFilterFunction withoutTracestate() {
		return ExchangeFilterFunction.ofRequestProcessor((request) -> Mono
			.just(ClientRequest.from(request).headers((headers) -> headers.remove("tracestate")).build()));
	}

	// The JDK's client has an exception of its own for a call that was still connecting:
	// HttpConnectTimeoutException.
	private static ClientHttpConnector withTimeout(HttpClient http) {
		return (method, uri, request) -> Mono.deferContextual((context) -> {
			JdkClientHttpConnector connector = new JdkClientHttpConnector(http);
			CallPolicy.ClientCall call = context.get(CallPolicy.CLIENT_CALL);
			connector.setReadTimeout(call.timeout());
			return connector.connect(method, uri, request).doOnNext((_) -> call.hasResponse().set(true));
		});
	}

	// The JDK's client returns the 407 of a proxy (RFC 9110 section 15.5.8) as the
	// response.
	private static Mono<ClientResponse> proxyAuthenticationRequiredAsError(ClientResponse response) {
		return response.statusCode().isSameCodeAs(HttpStatus.PROXY_AUTHENTICATION_REQUIRED)
				? response.releaseBody().then(Mono.error(() -> new ConnectException("Proxy authentication required")))
				: Mono.just(response);
	}

	@Bean
	MeterBinder managementTokenLifetimeMetrics(ManagementTokens tokens) {
		return TimeGauge
			.builder("auth0.token.remaining", tokens, TimeUnit.SECONDS,
					(current) -> current.remainingLifetime().toSeconds())
			.description("Remaining lifetime of the Management API token; zero where there is none")::register;
	}

}
