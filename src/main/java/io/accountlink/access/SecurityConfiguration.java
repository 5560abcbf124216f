package io.accountlink.access;

import java.util.List;

import io.accountlink.problem.ProblemHandler;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Issuer;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/**
 * Wires the door: every account is behind a bearer token, and there is nothing else.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AccessSettings.class, Issuer.class })
class SecurityConfiguration {

	@Bean
	SecurityFilterChain accounts(HttpSecurity http, ProblemHandler problems, AccessTokenDecoder decoder,
			AccessSettings settings) {
		http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.cacheControl((cache) -> cache.disable()))
			.cors(Customizer.withDefaults())
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/accounts/**").authenticated().anyRequest().permitAll())
			.exceptionHandling(
					(errors) -> errors.authenticationEntryPoint(new ProblemAuthenticationEntryPoint(problems)))
			.addFilter(bearerTokens(decoder, settings, new ProblemAuthenticationEntryPoint(problems)))
			.addFilterAfter(new CallerFilter(), BearerTokenAuthenticationFilter.class);
		return http.build();
	}

	// Spring's own configurer for resource servers would publish a document of its own.
	private static BearerTokenAuthenticationFilter bearerTokens(AccessTokenDecoder decoder, AccessSettings settings,
			ProblemAuthenticationEntryPoint otherwise) {
		JwtAuthenticationProvider tokens = new JwtAuthenticationProvider(decoder);
		tokens.setJwtAuthenticationConverter((token) -> CallerAuthenticationToken.of(token, settings));
		BearerTokenAuthenticationConverter bearer = new BearerTokenAuthenticationConverter();
		bearer.setBearerTokenResolver(new SingleHeaderBearerTokenResolver());
		BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(new ProviderManager(tokens),
				bearer);
		filter.setAuthenticationEntryPoint(otherwise);
		return filter;
	}

	@Bean
	HttpFirewall accountPathFirewall() {
		return new AccountPathFirewall();
	}

	@Bean
	RequestRejectedHandler rejectedRequests(ProblemHandler problems) {
		return (request, response, rejected) -> problems
			.handle(ProblemType.INVALID_REQUEST.because("The path is malformed."), request, response);
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashesPass() {
		String pass = EncodedSolidusHandling.PASS_THROUGH.getValue();
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			connector.setEncodedSolidusHandling(pass);
			connector.setEncodedReverseSolidusHandling(pass);
		});
	}

	@Bean
	CorsFilter corsFilter(AccessSettings settings) {
		CorsConfiguration cors = new CorsConfiguration();
		cors.setAllowedOrigins(settings.corsAllowedOrigins());
		cors.setAllowedMethods(List.of("GET", "POST", "DELETE"));
		cors.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, "traceparent"));
		cors.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, "RateLimit", "RateLimit-Policy"));
		cors.setMaxAge(3600L);
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/accounts/**", cors);
		CorsFilter filter = new CorsFilter(source);
		filter.setCorsProcessor(new ProblemCorsProcessor());
		return filter;
	}

	/**
	 * Refuses a foreign origin with a problem where Spring would send bare text: from
	 * there, no method is allowed.
	 */
	private static final class ProblemCorsProcessor extends DefaultCorsProcessor {

		@Override
		protected void rejectRequest(ServerHttpResponse response) {
			if (response instanceof ServletServerHttpResponse answer) {
				answer.getServletResponse().setHeader(HttpHeaders.ALLOW, "");
			}
			throw ProblemType.METHOD_NOT_ALLOWED.because("Browsers may not call from this origin.");
		}

	}

}
