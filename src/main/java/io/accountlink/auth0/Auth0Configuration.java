package io.accountlink.auth0;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.accountlink.settings.Issuer;
import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.CallPolicies;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
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
 * Configures the HTTP client for Auth0, and a circuit breaker each for token requests,
 * reads and writes.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ Auth0Settings.class, Issuer.class })
class Auth0Configuration {

	private static final JsonMapper LENIENT = JsonMapper.builder().build();

	private static final int MAX_RESPONSE_BYTES = 256 * 1024;

	// Long enough for a burst of TLS handshakes on a small machine.
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

	@Bean(destroyMethod = "close")
	ExecutorService virtualThreads() {
		return Executors.newVirtualThreadPerTaskExecutor();
	}

	// HTTP/1.1: over HTTP/2 this client fails calls beyond the server's stream limit
	// (SETTINGS_MAX_CONCURRENT_STREAMS) instead of opening another connection. TLS and
	// proxy
	// are the JDK's defaults, so that javax.net.ssl.trustStore and https.proxyHost work.
	@Bean(destroyMethod = "shutdownNow")
	HttpClient auth0HttpClient(ExecutorService virtualThreads) {
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(CONNECT_TIMEOUT)
			.executor(virtualThreads)
			.build();
	}

	// A redirect is an error: following it would send the token elsewhere. The
	// exception is created outside the filters, since their errors are recorded in the
	// span.
	@Bean
	WebClient auth0WebClient(WebClient.Builder builder, HttpClient http, Issuer issuer, RateLimitMeters rateLimit) {
		return builder.clientConnector(new JdkClientHttpConnector(http)).baseUrl(issuer.issuer()).codecs((codecs) -> {
			codecs.defaultCodecs().maxInMemorySize(MAX_RESPONSE_BYTES);
			codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(LENIENT));
			codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(LENIENT));
		})
			.defaultStatusHandler((status) -> !status.is2xxSuccessful(), ClientResponse::createException)
			.filter(rateLimit)
			.filter(withoutTracestate())
			.filter(ExchangeFilterFunction.ofResponseProcessor(Auth0Configuration::failingWhereTheProxyRefused))
			.build();
	}

	// The W3C propagator also sends tracestate, which holds what the caller put there.
	private static ExchangeFilterFunction withoutTracestate() {
		return ExchangeFilterFunction.ofRequestProcessor((request) -> Mono
			.just(ClientRequest.from(request).headers((headers) -> headers.remove("tracestate")).build()));
	}

	// The JDK's client takes over a proxy's 407, RFC 9110 section 15.5.8, as the
	// response.
	private static Mono<ClientResponse> failingWhereTheProxyRefused(ClientResponse response) {
		return response.statusCode().isSameCodeAs(HttpStatus.PROXY_AUTHENTICATION_REQUIRED)
				? response.releaseBody().then(Mono.error(() -> new ConnectException("Proxy authentication required")))
				: Mono.just(response);
	}

	// Without it Spring Security parses an error response as a token response.
	private static WebClient failingUnlessSuccessful(WebClient http) {
		return http.mutate()
			.filter(ExchangeFilterFunction.ofResponseProcessor((response) -> response.statusCode().is2xxSuccessful()
					? Mono.just(response) : response.createError()))
			.build();
	}

	@Bean
	RateLimitMeters rateLimitMeters(MeterRegistry meters) {
		return new RateLimitMeters(meters);
	}

	@Bean
	Auth0Errors auth0Errors(Clock clock) {
		return new Auth0Errors(clock, LENIENT);
	}

	@Bean
	Auth0Health auth0HealthIndicator(ManagementTokens tokens, CallPolicies policies, RateLimitMeters rateLimit) {
		return new Auth0Health(tokens, policies, rateLimit);
	}

	@Bean
	TokenEndpoint tokenEndpoint(Auth0Settings settings, Issuer issuer, WebClient auth0WebClient, CallPolicies policies,
			Auth0Errors errors, Clock clock) {
		return new TokenEndpoint(settings, issuer, failingUnlessSuccessful(auth0WebClient),
				policies.forOperation("token"), errors, clock);
	}

	@Bean
	ManagementTokens managementTokens(TokenEndpoint endpoint, ExecutorService virtualThreads,
			MonotonicClock monotonicClock, MeterRegistry meters) {
		return new ManagementTokens(endpoint, virtualThreads, monotonicClock, new TokenMeters(meters));
	}

	@Bean
	MeterBinder remainingLifetimeOfTheToken(ManagementTokens tokens) {
		return (meters) -> TokenMeters.bindRemainingLifetime(tokens, meters);
	}

	@Bean
	Auth0Identities auth0Identities(WebClient auth0WebClient, ManagementTokens tokens, Auth0Errors errors,
			CallPolicies policies) {
		ManagementApi api = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(auth0WebClient))
			.build()
			.createClient(ManagementApi.class);
		return new Auth0Identities(api, tokens, errors, policies.forOperation("read"), policies.forOperation("write"));
	}

}
