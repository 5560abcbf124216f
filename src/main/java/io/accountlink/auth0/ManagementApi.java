package io.accountlink.auth0;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * Endpoints of Auth0's Management API v2. A path variable is encoded once, as one
 * segment.
 */
interface ManagementApi {

	@GetExchange("api/v2/users/{id}?include_fields=true&fields=" + User.FIELDS)
	Mono<ResponseEntity<User>> user(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer, @PathVariable String id);

	@GetExchange("api/v2/users/{id}?include_fields=true&fields=email,email_verified")
	Mono<ResponseEntity<User>> email(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer, @PathVariable String id);

	@PostExchange("api/v2/users/{id}/identities")
	Mono<ResponseEntity<List<UserIdentity>>> link(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @RequestBody Map<String, String> identity);

	@DeleteExchange("api/v2/users/{id}/identities/{provider}/{userId}")
	Mono<ResponseEntity<List<UserIdentity>>> unlink(@RequestHeader(HttpHeaders.AUTHORIZATION) String bearer,
			@PathVariable String id, @PathVariable String provider, @PathVariable String userId);

	/**
	 * A user, with the requested fields only. The profile of the primary identity is at
	 * the user in the response of a read, and at the identity in that of a link or
	 * unlink.
	 *
	 * @param identities the identities, the primary one first
	 * @param profile all other members
	 */
	record User(@Nullable List<UserIdentity> identities, @JsonAnySetter @Nullable Map<String, Object> profile) {

		static final String FIELDS = "identities,email,email_verified,phone_number,phone_verified,name,given_name,"
				+ "family_name,nickname,username,picture";

		@Override
		public String toString() {
			return "User[personal data withheld]";
		}

	}

	/**
	 * An identity without the identity provider's access and refresh tokens.
	 *
	 * @param userId a string, also where Auth0 sends an integer
	 * @param profileData an open object
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record UserIdentity(@Nullable String provider, @JsonProperty("user_id") @Nullable String userId,
			@Nullable String connection, @JsonProperty("isSocial") @Nullable Boolean isSocial,
			@Nullable Map<String, Object> profileData) {

		@Override
		public String toString() {
			return "UserIdentity[personal data withheld]";
		}

	}

}
