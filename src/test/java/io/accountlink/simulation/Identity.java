package io.accountlink.simulation;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Identity of an account as Auth0 stores it, with additional members.
 *
 * @param provider the part of the account id before the first pipe
 * @param userId the part of the account id after the first pipe
 * @param connection the name of the connection
 * @param profile the user profile from the identity provider
 * @param extra additional members, unchanged in every response
 * @param isDescribed whether a response with it claims to be one that Auth0's description
 * allows
 */
public record Identity(String provider, String userId, String connection, Map<String, Object> profile,
		Map<String, Object> extra, boolean isDescribed) {

	private static final String USER_ID = "user_id";

	private static final Set<String> NOT_SOCIAL = Set.of("ad", "adfs", "auth0", "auth0-oidc", "custom", "email",
			"google-apps", "ip", "office365", "oidc", "okta", "pingfederate", "samlp", "sharepoint", "sms", "waad");

	public Identity {
		profile = Collections.unmodifiableMap(new LinkedHashMap<>(profile));
		extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
	}

	/**
	 * Returns the main identity of an account with this id, in the default connection of
	 * the provider.
	 */
	public static Identity identity(String accountId) {
		String[] parts = accountId.split("\\|", 2);
		return new Identity(parts[0], parts[1], Connection.nameFor(parts[0], parts[1]), Map.of(), Map.of(), true);
	}

	public String accountId() {
		return this.provider + "|" + this.userId;
	}

	public Identity inConnection(String name) {
		return new Identity(this.provider, this.userId, name, this.profile, this.extra, this.isDescribed);
	}

	public Identity withProfile(Map<String, Object> more) {
		return replacingProfile(merged(this.profile, more));
	}

	Identity replacingProfile(Map<String, Object> other) {
		return new Identity(this.provider, this.userId, this.connection, other, this.extra, this.isDescribed);
	}

	public Identity withProfile(String name, Object value) {
		return withProfile(Map.of(name, value));
	}

	/**
	 * Adds a member that Auth0's description does not have, or replaces one.
	 */
	public Identity with(String member, Object value) {
		return new Identity(this.provider, this.userId, this.connection, this.profile,
				merged(this.extra, Map.of(member, value)), false);
	}

	/**
	 * Declares that the profile is of another form than Auth0's description.
	 */
	public Identity undescribed() {
		return new Identity(this.provider, this.userId, this.connection, this.profile, this.extra, false);
	}

	/**
	 * Adds tokens of the identity provider, which no response of the service may contain.
	 */
	public Identity withProviderTokens(String secret) {
		return with("access_token", secret).with("refresh_token", secret)
			.with("access_token_secret", secret)
			.with("expires_in", 3599);
	}

	/**
	 * Sends {@code user_id} as a JSON number of any length, as Auth0 does for some
	 * providers.
	 */
	public Identity withNumericUserId() {
		return with(USER_ID, new BigInteger(this.userId));
	}

	Map<String, Object> json() {
		Map<String, Object> json = jsonWithoutProfile();
		json.putIfAbsent("profileData", this.profile);
		return json;
	}

	Map<String, Object> jsonWithoutProfile() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("provider", this.provider);
		json.put(USER_ID, this.userId);
		json.put("connection", this.connection);
		json.put("isSocial", !NOT_SOCIAL.contains(this.provider));
		json.putAll(this.extra);
		return json;
	}

	private static Map<String, Object> merged(Map<String, Object> one, Map<String, Object> other) {
		Map<String, Object> merged = new LinkedHashMap<>(one);
		merged.putAll(other);
		return merged;
	}

}
