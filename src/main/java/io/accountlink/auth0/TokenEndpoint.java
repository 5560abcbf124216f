package io.accountlink.auth0;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import com.nimbusds.jwt.JWTParser;
import io.accountlink.problem.ProblemType;
import io.accountlink.auth0.Auth0Errors.Operation;
import io.accountlink.settings.Issuer;
import io.accountlink.settings.LinkingSettings;
import io.accountlink.upstream.CallPolicies;
import io.accountlink.upstream.CallPolicy;
import io.accountlink.upstream.Deadline;
import io.accountlink.upstream.UpstreamException.Refused;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Client for the token endpoint: client-credentials grant (RFC 6749 section 4.4), with a
 * client secret or with {@code private_key_jwt} (RFC 7523).
 */
@Component
class TokenEndpoint {

	private static final Log log = LogFactory.getLog(TokenEndpoint.class);

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	private static final Duration ASSERTION_LIFETIME = Duration.ofMinutes(1);

	private final WebClientReactiveClientCredentialsTokenResponseClient client = new WebClientReactiveClientCredentialsTokenResponseClient();

	private final OAuth2ClientCredentialsGrantRequest request;

	private final CallPolicy policy;

	private final Auth0Errors errors;

	private final Set<String> requiredScopes;

	private volatile Set<String> missingScopes = Set.of();

	TokenEndpoint(Auth0Settings settings, Issuer issuer, WebClient auth0WebClient, CallPolicies policies,
			Auth0Errors errors, Clock clock, LinkingSettings linking) {
		this.request = new OAuth2ClientCredentialsGrantRequest(registration(settings, issuer));
		this.policy = policies.of(CallPolicies.Kind.TOKEN);
		this.errors = errors;
		this.requiredScopes = requiredScopes(linking);
		String audience = settings.managementAudience().isBlank() ? issuer.at("api/v2/")
				: settings.managementAudience();
		this.client.setWebClient(failingUnlessSuccessful(auth0WebClient));
		this.client.setParametersCustomizer((parameters) -> parameters.set("audience", audience));
		if (settings.usesPrivateKey()) {
			var converter = clientAssertionConverter(settings, issuer, clock);
			this.client
				.addParametersConverter((grantRequest) -> Objects.requireNonNull(converter.convert(grantRequest)));
		}
	}

	private static Set<String> requiredScopes(LinkingSettings linking) {
		Set<String> scopes = new TreeSet<>(Set.of("read:users", "update:users"));
		linking.previewAlso().forEach((membership) -> scopes.add("read:" + membership));
		if (linking.revokeOnUnlink()) {
			scopes.addAll(Set.of("delete:sessions", "delete:refresh_tokens"));
		}
		return scopes;
	}

	// Without it Spring Security parses an error response as a token response.
	private static WebClient failingUnlessSuccessful(WebClient http) {
		return http.mutate()
			.filter(ExchangeFilterFunction.ofResponseProcessor((response) -> response.statusCode().is2xxSuccessful()
					? Mono.just(response) : response.createError()))
			.build();
	}

	private static ClientRegistration registration(Auth0Settings settings, Issuer issuer) {
		ClientAuthenticationMethod method = settings.usesPrivateKey() ? ClientAuthenticationMethod.PRIVATE_KEY_JWT
				: ClientAuthenticationMethod.CLIENT_SECRET_POST;
		return ClientRegistration.withRegistrationId("auth0")
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.clientAuthenticationMethod(method)
			.clientId(settings.clientId())
			.clientSecret(settings.clientSecret())
			.tokenUri(issuer.at("oauth/token"))
			.build();
	}

	// The audience is the domain: Auth0 rejects the URL of the endpoint.
	private static NimbusJwtClientAuthenticationParametersConverter<OAuth2ClientCredentialsGrantRequest> clientAssertionConverter(
			Auth0Settings settings, Issuer issuer, Clock clock) {
		var converter = new NimbusJwtClientAuthenticationParametersConverter<OAuth2ClientCredentialsGrantRequest>(
				(registration) -> settings.signingKey());
		converter.setJwtClientAssertionCustomizer((assertion) -> {
			Instant now = clock.instant();
			assertion.getClaims()
				.audience(List.of(issuer.issuer()))
				.issuedAt(now)
				.expiresAt(now.plus(ASSERTION_LIFETIME));
		});
		return converter;
	}

	/**
	 * Requests a token.
	 * @param now monotonic time of the request, from which the lifetime counts
	 */
	ManagementToken issue(Instant now) {
		Deadline deadline = Deadline.after(DEADLINE);
		OAuth2AccessTokenResponse response = this.policy.read(deadline,
				() -> this.client.getTokenResponse(this.request), this.errors.of(Operation.TOKEN));
		requireUsable(response);
		var issued = response.getAccessToken();
		Duration lifetime = Duration.between(Objects.requireNonNull(issued.getIssuedAt()),
				Objects.requireNonNull(issued.getExpiresAt()));
		return ManagementToken.issued(issued.getTokenValue(), now, lifetime, deadline.rateLimitWait());
	}

	private void requireUsable(OAuth2AccessTokenResponse response) {
		String token = response.getAccessToken().getTokenValue();
		if (token.chars().filter((character) -> character == '.').count() != 2) {
			log.error("Auth0 issued an opaque Management API token: check AUTH0_MANAGEMENT_AUDIENCE");
			throw new Refused(ProblemType.AUTH0_MISCONFIGURED.problem());
		}
		warnOfMissingScopes(granted(response, token));
	}

	// Whether a call is permitted is Auth0's word alone.
	private void warnOfMissingScopes(Set<String> granted) {
		Set<String> missing = new TreeSet<>(this.requiredScopes);
		missing.removeAll(granted);
		if (granted.isEmpty() || missing.equals(this.missingScopes)) {
			return;
		}
		this.missingScopes = missing;
		if (!missing.isEmpty()) {
			log.warn("Auth0 did not grant the client of AUTH0_CLIENT_ID " + String.join(" and ", missing)
					+ ": grant it on the Auth0 Management API");
		}
	}

	private static Set<String> granted(OAuth2AccessTokenResponse response, String token) {
		Set<String> scopes = response.getAccessToken().getScopes();
		if (!scopes.isEmpty()) {
			return scopes;
		}
		try {
			Object scope = JWTParser.parse(token).getJWTClaimsSet().getClaim("scope");
			return (scope instanceof String names) ? Set.copyOf(Arrays.asList(names.split(" "))) : Set.of();
		}
		catch (ParseException opaque) {
			return Set.of();
		}
	}

}
