package io.accountlink.openapi;

import java.util.List;

import io.accountlink.access.AccountRequest;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Configures the OpenAPI document that springdoc generates: its static parts and its
 * customizer.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

	static final String TAG = "Identities";

	private static final String ACCESS_TOKEN = "access_token";

	@Bean
	OpenAPI openApi(BuildProperties build) {
		return new OpenAPI().info(new Info().title("Account Link").version(build.getVersion()).description("""
				Links user accounts in Auth0 on behalf of callers who prove that both are theirs.

				The body of a link is the one of Auth0's own `POST /api/v2/users/{id}/identities`: a request that \
				works there works here with another URL and another token.

				Every error is a problem of RFC 9457 (`application/problem+json`); clients evaluate `code`. \
				Requests are idempotent: each may be repeated safely after any failure. \
				A response comes within the deadline of the service, by default 10 seconds, and is never cached. \
				A path that doesn't exist answers `not_found`, with or without a token.
				"""))
			.addServersItem(new Server().url("/").description("This service"))
			.addServersItem(new Server().url("http://localhost:8080")
				.description("The service beside a simulated Auth0: ./mvnw spring-boot:test-run"))
			.addTagsItem(new Tag().name(TAG).description("The logins that lead to an account."))
			.components(new Components().addSecuritySchemes(ACCESS_TOKEN, accessToken()))
			.addSecurityItem(new SecurityRequirement().addList(ACCESS_TOKEN));
	}

	private static SecurityScheme accessToken() {
		return new SecurityScheme().type(SecurityScheme.Type.HTTP)
			.scheme("bearer")
			.bearerFormat("JWT")
			.description(
					"""
							An access token that Auth0 issued for this API: a JWT, signed with RS256.

							- A **user** (`sub` holds a `|`) needs the permission `link:own_account`, acts on their own account \
							only, and links with an ID token.
							- A **machine** (`sub` is its own client id, with or without `@clients`) needs `link:any_account`, acts \
							on any account and links in both ways.
							- An **operator** is a user to whom RBAC grants `link:any_account` in the claim `permissions`, and \
							may do what a machine may.

							Any other subject is refused. In a token of an organization (`org_id`) `link:any_account` does not \
							count. A token that was issued to somebody who acts for its subject (`act`) permits to read only, \
							unless the service is configured for the actors.
							""");
	}

	@Bean
	OpenApiCustomizer openApiCustomizer(JsonMapper json,
			@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers) {
		SpringDocUtils.getConfig().addRequestWrapperToIgnore(AccountRequest.class);
		Operations operations = new Operations(new Examples(json));
		return (api) -> {
			api.getTags().removeIf((tag) -> !tag.getName().equals(TAG));
			Schemas.complete(api, Answers.of(handlers));
			operations.complete(api);
			api.path("/.well-known/oauth-protected-resource", new PathItem().get(protectedResourceMetadata()));
		};
	}

	private static Operation protectedResourceMetadata() {
		Schema<?> metadata = new ObjectSchema().addProperty("resource", new StringSchema().format("uri"))
			.addProperty("authorization_servers", new ArraySchema().items(new StringSchema().format("uri")))
			.addProperty("scopes_supported", new ArraySchema().items(new StringSchema()))
			.addProperty("bearer_methods_supported", new ArraySchema().items(new StringSchema()))
			.addProperty("tls_client_certificate_bound_access_tokens", new BooleanSchema());
		ApiResponse found = new ApiResponse().description("The metadata.")
			.content(new Content().addMediaType("application/json", new MediaType().schema(metadata)));
		return new Operation().operationId("protectedResourceMetadata")
			.summary("Protected resource metadata (RFC 9728)")
			.description(
					"""
							The API identifier, the issuer of its access tokens, and its scopes, for clients that configure \
							themselves. The resource is `LINK_AUDIENCE` where that is an `https` URL, otherwise the host of the \
							request. A 401 names the URL in `resource_metadata` unless the request has no `Host`.
							""")
			.addTagsItem(TAG)
			.security(List.of())
			.responses(new ApiResponses().addApiResponse("200", found)
				.addApiResponse("400", new ApiResponse().description("The path or the `Host` header is malformed.")));
	}

}
