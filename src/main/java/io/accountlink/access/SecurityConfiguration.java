package io.accountlink.access;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import io.accountlink.audit.RequestAudit;
import io.accountlink.http.FilterOrder;
import io.accountlink.jwt.CachingJwtDecoder;
import io.accountlink.jwt.IssuerJwtDecoderFactory;
import io.accountlink.jwt.IssuerKeys;
import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import io.accountlink.problem.RequestId;
import io.accountlink.settings.Issuer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/**
 * Security filter chain: {@code /accounts/**} needs a bearer token, everything else is
 * public.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http, ProblemHandler problems, Issuer issuer,
			AccessSettings settings) {
		ProtectedResource resource = new ProtectedResource(issuer, settings.audience());
		AuthenticationEntryPoint entryPoint = new ProblemAuthenticationEntryPoint(problems, resource);
		RequestMatcher accounts = PathPatternRequestMatcher.pathPattern("/accounts/**");
		http.sessionManagement(AbstractHttpConfigurer::disable)
			.securityContext(
					(context) -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.anonymous(AbstractHttpConfigurer::disable)
			.servletApi(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.cacheControl((cache) -> cache.disable()))
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(accounts).authenticated().anyRequest().permitAll())
			.addFilterAfter(SecurityConfiguration::recordCaller, BearerTokenAuthenticationFilter.class)
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(entryPoint))
			.oauth2ResourceServer((server) -> server.authenticationEntryPoint(entryPoint)
				.authenticationConverter(bearerTokenConverter(accounts))
				.protectedResourceMetadata(
						(metadata) -> metadata.protectedResourceMetadataCustomizer(resource::describe))
				.jwt((jwt) -> jwt
					.jwtAuthenticationConverter((token) -> CallerAuthenticationToken.of(token, settings))));
		return http.build();
	}

	// Before the authorization, so that the audit event of a refusal names the caller.
	private static void recordCaller(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest authenticated = (HttpServletRequest) request;
		Caller.of(authenticated).ifPresent((caller) -> RequestAudit.of(authenticated).ifPresent(caller::record));
		chain.doFilter(request, response);
	}

	// Public paths ignore tokens: they are outside the concurrency limit.
	private static AuthenticationConverter bearerTokenConverter(RequestMatcher accounts) {
		BearerTokenResolver resolver = new SingleHeaderBearerTokenResolver();
		BearerTokenAuthenticationConverter converter = new BearerTokenAuthenticationConverter();
		converter.setBearerTokenResolver((request) -> accounts.matches(request) ? resolver.resolve(request) : null);
		return converter;
	}

	@Bean
	AccessTokenValidator accessTokenValidator(Issuer issuer, AccessSettings settings, Clock clock) {
		return new AccessTokenValidator(issuer, settings.audience(), clock);
	}

	@Bean
	JwtDecoder accessTokenDecoder(IssuerJwtDecoderFactory decoders, AccessTokenValidator validator, IssuerKeys keys,
			Clock clock, MeterRegistry meters) {
		return new CachingJwtDecoder(decoders.createDecoder(validator), CallerAuthenticationToken.CLAIMS, keys, clock,
				meters);
	}

	@Bean
	HttpFirewall accountPathFirewall() {
		return new AccountPathFirewall();
	}

	@Bean
	RequestRejectedHandler requestRejectedHandler(ProblemHandler problems) {
		return (request, response, rejected) -> problems
			.handle(ProblemType.INVALID_REQUEST.withDetail("The path or a header is malformed."), request, response);
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSolidusCustomizer() {
		String passThrough = EncodedSolidusHandling.PASS_THROUGH.getValue();
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			connector.setEncodedSolidusHandling(passThrough);
			connector.setEncodedReverseSolidusHandling(passThrough);
		});
	}

	@Bean
	@FilterRegistration(order = FilterOrder.CORS)
	CorsFilter corsFilter(AccessSettings settings) {
		CorsConfiguration cors = new CorsConfiguration();
		cors.setAllowedOrigins(settings.corsAllowedOrigins());
		cors.setAllowedMethods(List.of("GET", "POST", "DELETE"));
		cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		cors.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, RequestId.HEADER, "RateLimit", "RateLimit-Policy"));
		cors.setMaxAge(3600L);
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/accounts/**", cors);
		CorsFilter filter = new CorsFilter(source);
		filter.setCorsProcessor(new ProblemCorsProcessor());
		return filter;
	}

	/**
	 * Refuses an origin that is not allowed with a problem, where Spring sends plain
	 * text, and does not repeat more request headers than a response header holds.
	 */
	private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

		private static final int MAX_LENGTH = 2 * 1024;

		// Older web views do not know the wildcard, and it never covers Authorization
		// (Fetch standard), so that it replaces long lists only.
		private static final List<String> ANY = List.of(CorsConfiguration.ALL, HttpHeaders.AUTHORIZATION);

		@Override
		protected @Nullable List<String> checkHeaders(CorsConfiguration cors, List<String> requested) {
			boolean isTooLong = String.join(", ", requested).length() > MAX_LENGTH;
			return isTooLong ? ANY : super.checkHeaders(cors, requested);
		}

		@Override
		protected void rejectRequest(ServerHttpResponse response) {
			if (response instanceof ServletServerHttpResponse answer) {
				answer.getServletResponse().setHeader(HttpHeaders.ALLOW, "");
			}
			throw ProblemType.METHOD_NOT_ALLOWED.withDetail("Browsers may not call from this origin.");
		}

	}

}
