package io.accountlink.simulation.login;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.accountlink.simulation.Account;
import io.accountlink.simulation.SimulatedAuth0;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Authorization server with Auth0's paths, login page, response modes and errors.
 */
@EnableWebSecurity
class LoginConfiguration {

	static final String AUTHORIZE = "/authorize";

	private static final List<String> SCOPES = List.of(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL,
			"offline_access", "link:own_account");

	private final SimulatedAuth0 auth0;

	private final Application application;

	private final Clock clock;

	LoginConfiguration(SimulatedAuth0 auth0, Application application, Clock clock) {
		this.auth0 = auth0;
		this.application = application;
		this.clock = clock;
	}

	@Bean
	LoginTokens tokens() {
		return new LoginTokens(this.auth0);
	}

	@Bean
	TomcatServletWebServerFactory webServer() {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.getSettings().getSession().getCookie().setName("auth0");
		// Without a servlet Tomcat runs no filters.
		factory.getSettings().setRegisterDefaultServlet(true);
		return factory;
	}

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http, RegisteredClientRepository clients, LoginTokens tokens) {
		LoginPage page = new LoginPage(this.auth0, this.clock);
		http.oauth2AuthorizationServer((server) -> configure(server, clients, tokens))
			.addFilterAfter(new ReauthenticationFilter(this.auth0, this.clock), SecurityContextHolderFilter.class)
			.addFilterAfter(new ConfirmationPage(this.application), ReauthenticationFilter.class)
			.addFilterAt(page, UsernamePasswordAuthenticationFilter.class)
			.exceptionHandling((errors) -> errors
				.authenticationEntryPoint((request, response, ex) -> page.write(request, response)))
			.authorizeHttpRequests((requests) -> requests.requestMatchers(AUTHORIZE)
				.access((login, context) -> new AuthorizationDecision(
						login.get() instanceof Login || "none".equals(context.getRequest().getParameter("prompt"))))
				.anyRequest()
				.permitAll())
			.logout((logout) -> logout
				.logoutRequestMatcher(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, "/v2/logout"))
				.logoutSuccessHandler(
						(request, response, login) -> returnTo(request.getParameter("returnTo"), response)))
			.cors((cors) -> cors.configurationSource((request) -> allowedOrigin()))
			.headers((headers) -> headers.frameOptions(FrameOptionsConfig::disable))
			.csrf((csrf) -> csrf.ignoringRequestMatchers(LoginPage.PATH));
		return http.build();
	}

	@Bean
	RegisteredClientRepository clients() {
		return new InMemoryRegisteredClientRepository(RegisteredClient.withId(UUID.randomUUID().toString())
			.clientId(this.application.clientId())
			.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
			.redirectUri(this.application.callback())
			.scopes((scopes) -> scopes.addAll(SCOPES))
			.clientSettings(ClientSettings.builder().requireProofKey(true).build())
			.tokenSettings(TokenSettings.builder().reuseRefreshTokens(false).build())
			.build());
	}

	@Bean
	OAuth2AuthorizationService authorizations() {
		return new InMemoryOAuth2AuthorizationService();
	}

	@Bean
	AuthorizationServerSettings settings() {
		return AuthorizationServerSettings.builder()
			.issuer(this.auth0.issuer().replaceFirst("/$", ""))
			.authorizationEndpoint(AUTHORIZE)
			.tokenEndpoint("/oauth/token")
			.oidcUserInfoEndpoint("/userinfo")
			.build();
	}

	/**
	 * Reads access tokens for {@code /userinfo}. An opaque token is known by its value.
	 */
	@Bean
	JwtDecoder accessTokens(OAuth2AuthorizationService authorizations) {
		return (token) -> {
			if (authorizations.findByToken(token, OAuth2TokenType.ACCESS_TOKEN) == null) {
				throw new BadJwtException("Unknown access token");
			}
			return Jwt.withTokenValue(token).header("alg", "none").claim("iss", this.auth0.issuer()).build();
		};
	}

	private void configure(OAuth2AuthorizationServerConfigurer server, RegisteredClientRepository clients,
			LoginTokens tokens) {
		PublicClientRefresh refresh = new PublicClientRefresh(clients);
		AuthorizationResponses responses = new AuthorizationResponses();
		TokenErrors errors = new TokenErrors();
		server.tokenGenerator(tokens)
			.clientAuthentication((client) -> client.authenticationConverter(refresh)
				.authenticationProvider(refresh)
				.errorResponseHandler(errors))
			.authorizationEndpoint((endpoint) -> endpoint.authorizationResponseHandler(responses)
				.errorResponseHandler(responses)
				.authenticationProviders((providers) -> providers.forEach(this::validate)))
			.tokenEndpoint((endpoint) -> endpoint.errorResponseHandler(errors))
			.oidc((oidc) -> oidc.userInfoEndpoint((endpoint) -> endpoint.userInfoMapper(this::userInfo)));
	}

	private void validate(AuthenticationProvider provider) {
		if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider requests) {
			requests.setAuthenticationValidator(
					new OAuth2AuthorizationCodeRequestAuthenticationValidator().andThen(this::validate));
		}
	}

	/**
	 * Refuses an unknown API, a blocked user, and a silent login that needs a
	 * confirmation.
	 */
	private void validate(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
		OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
		Object audience = request.getAdditionalParameters().get("audience");
		if (audience != null && !audience.equals(this.auth0.tenant().audience())) {
			throw refusal("access_denied", "Service not found: " + audience, request);
		}
		if (!(request.getPrincipal() instanceof Login login)) {
			return;
		}
		if (this.auth0.accountWith(login.getPrincipal()).filter(Account::isBlocked).isPresent()) {
			throw refusal("unauthorized", "user is blocked", request);
		}
		if (this.application.confirmsLogins() && "none".equals(request.getAdditionalParameters().get("prompt"))) {
			throw refusal("interaction_required", "Interaction required", request);
		}
	}

	private static OAuth2AuthorizationCodeRequestAuthenticationException refusal(String error, String description,
			OAuth2AuthorizationCodeRequestAuthenticationToken request) {
		return new OAuth2AuthorizationCodeRequestAuthenticationException(new OAuth2Error(error, description, null),
				request);
	}

	private OidcUserInfo userInfo(OidcUserInfoAuthenticationContext context) {
		OAuth2Authorization authorization = context.getAuthorization();
		Account account = this.auth0.accountWith(authorization.getPrincipalName()).orElseThrow();
		return OidcUserInfo.builder()
			.subject(account.id())
			.claims((claims) -> claims.putAll(LoginTokens.claims(account, context.getAccessToken().getScopes())))
			.build();
	}

	private void returnTo(@Nullable String url, HttpServletResponse response) throws IOException {
		if (url == null || url.equals(this.application.callback())) {
			response.sendRedirect(this.application.callback());
			return;
		}
		AuthorizationResponses.page(response, "invalid_request",
				"The returnTo URL is not among the allowed logout URLs.");
	}

	private CorsConfiguration allowedOrigin() {
		CorsConfiguration cors = new CorsConfiguration();
		cors.addAllowedOrigin(this.application.origin());
		cors.addAllowedMethod(CorsConfiguration.ALL);
		cors.addAllowedHeader(CorsConfiguration.ALL);
		return cors;
	}

}
