package io.accountlink.specification.example;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Bean of a Spring service that calls the API, as {@code src/examples/spring} shows it.
 * It has no {@code @Configuration}, because the component scan of the service would find
 * it.
 */
final class AccountLinkClientConfiguration {

	@Bean
	AccountLinkClient accountLink(RestClient.Builder http, ClientRegistrationRepository registrations,
			OAuth2AuthorizedClientService tokens, @Value("${account-link.url}") String url,
			@Value("${account-link.audience}") String audience) {
		// The token request has the time-outs of the application, too.
		RestClient tokenEndpoint = http.clone()
			.configureMessageConverters((converters) -> converters.disableDefaults()
				.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
			.build();
		var tokenRequest = new RestClientClientCredentialsTokenResponseClient();
		tokenRequest.setRestClient(tokenEndpoint);
		// Auth0 needs the audience: without it the token is opaque.
		tokenRequest.setParametersCustomizer((parameters) -> parameters.set("audience", audience));
		var manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, tokens);
		manager.setAuthorizedClientProvider(OAuth2AuthorizedClientProviderBuilder.builder()
			.clientCredentials((grant) -> grant.accessTokenResponseClient(tokenRequest))
			.build());

		var bearer = new OAuth2ClientHttpRequestInterceptor(manager);
		bearer.setClientRegistrationIdResolver((request) -> "account-link");
		// One token for the service, whoever is logged in. A 401 removes it.
		bearer.setPrincipalResolver((request) -> null);
		bearer.setAuthorizationFailureHandler(OAuth2ClientHttpRequestInterceptor.authorizationFailureHandler(tokens));

		RestClient client = http.baseUrl(url).requestInterceptor(bearer).build();
		return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
			.build()
			.createClient(AccountLinkClient.class);
	}

}
