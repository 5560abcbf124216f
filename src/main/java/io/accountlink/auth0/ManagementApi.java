package io.accountlink.auth0;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.accountlink.account.Metadata;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PatchExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * Endpoints of Auth0's Management API v2. A path variable is encoded once, as one
 * segment.
 */
interface ManagementApi {

	/**
	 * Reads a user. Of a whole user, what isn't wanted is named, because {@code fields}
	 * does not take every member that Auth0 sends, {@code phone_verified} for one.
	 * @param includeFields whether {@code fields} are the members wanted; otherwise they
	 * are left out
	 */
	@GetExchange("api/v2/users/{id}")
	Mono<ResponseEntity<User>> user(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer, @PathVariable String id,
			@RequestParam("include_fields") boolean includeFields, @RequestParam String fields);

	@GetExchange("api/v2/users-by-email?include_fields=true&fields=user_id,email,email_verified,blocked,identities")
	Mono<ResponseEntity<List<User>>> usersByEmail(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@RequestParam String email);

	@GetExchange("api/v2/users?search_engine=v3&include_fields=true&fields=user_id,identities")
	Mono<ResponseEntity<List<User>>> search(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@RequestParam String q);

	@PatchExchange("api/v2/users/{id}")
	Mono<ResponseEntity<User>> patch(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer, @PathVariable String id,
			@RequestBody MetadataPatch patch);

	@PostExchange("api/v2/users/{id}/identities")
	Mono<ResponseEntity<List<UserIdentity>>> link(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @RequestBody Map<String, String> identity);

	@PostExchange("api/v2/users/{id}/revoke-access")
	Mono<ResponseEntity<String>> revokeAccess(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @RequestBody Map<String, String> everything);

	/**
	 * Lists what a user is a member of.
	 * @param kind {@code roles} or {@code organizations}
	 */
	@GetExchange("api/v2/users/{id}/{kind}?per_page=100&include_totals=true")
	Mono<ResponseEntity<MembershipPage>> memberships(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @PathVariable String kind);

	@DeleteExchange("api/v2/users/{id}/identities/{provider}/{userId}")
	Mono<ResponseEntity<List<UserIdentity>>> unlink(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @PathVariable String provider, @PathVariable String userId);

	/**
	 * A user. The profile of the primary identity is at the user in the response of a
	 * read, and at the identity in that of a link or unlink.
	 *
	 * @param identities the identities, the primary one first
	 * @param userMetadata absent where it is empty
	 * @param appMetadata absent where it is empty
	 * @param profile all other members
	 */
	record User(@Nullable List<UserIdentity> identities,
			@JsonProperty("user_metadata") @JsonDeserialize(
					using = MetadataDeserializer.class) @Nullable Metadata userMetadata,
			@JsonProperty("app_metadata") @JsonDeserialize(
					using = MetadataDeserializer.class) @Nullable Metadata appMetadata,
			@JsonAnySetter @Nullable Map<String, Object> profile) {

		@Override
		public String toString() {
			return "User[personal data withheld]";
		}

	}

	/**
	 * An identity without the identity provider's access and refresh tokens.
	 *
	 * @param userId a string, also where Auth0 sends an integer
	 * @param isSocial a boolean
	 * @param profileData an open object
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record UserIdentity(@Nullable String provider, @JsonProperty("user_id") @Nullable String userId,
			@Nullable String connection, @JsonProperty("isSocial") @Nullable Object isSocial,
			@Nullable Object profileData) {

		@Override
		public String toString() {
			return "UserIdentity[personal data withheld]";
		}

	}

	/**
	 * The first page of a user's memberships.
	 *
	 * @param total the number of all of them, on all pages
	 * @param items a list by its kind
	 */
	record MembershipPage(@Nullable Integer total, @JsonAnySetter @Nullable Map<String, Object> items) {

		@Override
		public String toString() {
			return "MembershipPage[names withheld]";
		}

	}

	/**
	 * Metadata to add to a user. Auth0 merges it at its first level. An empty object
	 * deletes all of the user's metadata, and {@link Metadata} holds no {@code null}.
	 *
	 * @param added the keys with their values
	 */
	record MetadataPatch(@JsonIgnore Metadata added) {

		public MetadataPatch {
			if (added.isEmpty()) {
				throw new IllegalArgumentException("an empty object deletes all metadata at Auth0");
			}
		}

		// Characters beyond ASCII occur inside JSON strings only. They are escaped, since
		// UTF-8 cannot encode the unpaired surrogates among them.
		@JsonProperty("user_metadata")
		@JsonRawValue
		String json() {
			return this.added.toJson()
				.chars()
				.mapToObj((character) -> (character < 128) ? Character.toString(character)
						: "\\u%04x".formatted(character))
				.collect(Collectors.joining());
		}

		@Override
		public String toString() {
			return "MetadataPatch[personal data withheld]";
		}

	}

}
