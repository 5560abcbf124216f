package io.accountlink.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Allow-list of the profile members that callers receive. Members that Auth0 did not send
 * are absent. Tokens of identity providers are never part of it.
 *
 * @param email the address, as the provider spells it
 * @param emailVerified whether the provider has verified the address
 * @param phoneNumber the number, as the provider spells it
 * @param phoneVerified whether the provider has verified the number
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
