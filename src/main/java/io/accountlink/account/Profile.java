package io.accountlink.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may learn of an identity's owner, as the provider has it. Members that
 * Auth0 didn't send are absent. Nothing that an identity provider issued as a secret has
 * a place here.
 *
 * @param email the address, as the provider spells it
 * @param emailVerified whether the provider vouches for the address
 * @param phoneNumber the number, as the provider spells it
 * @param phoneVerified whether the provider vouches for the number
 * @param name the full name
 * @param givenName the given name
 * @param familyName the family name
 * @param nickname the nickname
 * @param username the name in a database connection
 * @param picture the URL of a picture
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Profile(@Nullable String email, @Nullable Boolean emailVerified, @Nullable String phoneNumber,
		@Nullable Boolean phoneVerified, @Nullable String name, @Nullable String givenName, @Nullable String familyName,
		@Nullable String nickname, @Nullable String username, @Nullable String picture) {

	@Override
	public String toString() {
		return "Profile[personal data withheld]";
	}

}
