package io.accountlink.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Auth0 user. The first identity is the main identity and determines the user id.
 *
 * @param identities all identities, main identity first
 * @param userMetadata the {@code user_metadata}
 * @param appMetadata the {@code app_metadata}
 * @param isBlocked whether the user is blocked
 */
public record Account(List<Identity> identities, Metadata userMetadata, Metadata appMetadata, boolean isBlocked) {

	private static final String CREATED = "2026-11-01T08:00:00.000Z";

	public Account {
		identities = List.copyOf(identities);
	}

	public Account(List<Identity> identities) {
		this(identities, Metadata.NONE, Metadata.NONE, false);
	}

	public static Account account(String id) {
		return new Account(List.of(Identity.identity(id)));
	}

	static Account of(Identity identity) {
		return new Account(List.of(identity));
	}

	public String id() {
		return main().accountId();
	}

	public Account withProfile(Map<String, Object> profile) {
		return whoseLogin((main) -> main.withProfile(profile));
	}

	public Account withProfile(String name, Object value) {
		return withProfile(Map.of(name, value));
	}

	public Account withEmail(String email) {
		return withProfile("email", email).withProfile("email_verified", true);
	}

	public Account withIdentity(String accountId) {
		return withIdentity(Identity.identity(accountId));
	}

	public Account withIdentity(Identity identity) {
		return with(List.of(identity));
	}

	/**
	 * Replaces the {@code user_metadata} by a JSON object.
	 */
	public Account withUserMetadata(String json) {
		return withMetadata(Metadata.of(json), this.appMetadata);
	}

	/**
	 * Replaces the {@code app_metadata} by a JSON object.
	 */
	public Account withAppMetadata(String json) {
		return withMetadata(this.userMetadata, Metadata.of(json));
	}

	/**
	 * Declares that its profile is of another form than Auth0's description.
	 */
	public Account undescribed() {
		return whoseLogin(Identity::undescribed);
	}

	boolean isDescribed() {
		return this.identities.stream().allMatch(Identity::isDescribed);
	}

	public Account blocked() {
		return new Account(this.identities, this.userMetadata, this.appMetadata, true);
	}

	/**
	 * Changes the main identity, as in
	 * {@code account("github|1").whoseLogin(Identity::withNumericUserId)}.
	 */
	public Account whoseLogin(UnaryOperator<Identity> change) {
		List<Identity> changed = new ArrayList<>(this.identities);
		changed.set(0, change.apply(main()));
		return withIdentities(changed);
	}

	Identity main() {
		return this.identities.getFirst();
	}

	boolean hasEmail(String email) {
		return email.equals(main().profile().get("email"));
	}

	Account with(List<Identity> more) {
		List<Identity> all = new ArrayList<>(this.identities);
		all.addAll(more);
		return withIdentities(all);
	}

	Account without(Identity identity) {
		return withIdentities(this.identities.stream().filter((each) -> !each.equals(identity)).toList());
	}

	Account withMetadata(Metadata user, Metadata app) {
		return new Account(this.identities, user, app, this.isBlocked);
	}

	Optional<Identity> identity(String provider, String userId) {
		return this.identities.stream().filter((each) -> each.is(provider, userId)).findFirst();
	}

	/**
	 * Response to a read. The profile of the main identity is at the user, not at the
	 * identity.
	 */
	Map<String, Object> json() {
		List<Map<String, Object>> identitiesJson = new ArrayList<>(identitiesJson());
		identitiesJson.set(0, main().jsonWithoutProfile());
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("user_id", id());
		json.putAll(main().profile());
		json.put("identities", identitiesJson);
		json.putAll(attributesJson());
		return json;
	}

	/**
	 * Attributes of the user itself. Metadata is absent until it is written, and then
	 * stays an object, also an empty one.
	 */
	private Map<String, Object> attributesJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("created_at", CREATED);
		json.put("updated_at", CREATED);
		if (this.userMetadata.isSet()) {
			json.put("user_metadata", this.userMetadata.members());
		}
		if (this.appMetadata.isSet()) {
			json.put("app_metadata", this.appMetadata.members());
		}
		if (this.isBlocked) {
			json.put("blocked", true);
		}
		return json;
	}

	/**
	 * Response to a link or an unlink. Every identity includes its profile.
	 */
	List<Map<String, Object>> identitiesJson() {
		return this.identities.stream().map(Identity::json).toList();
	}

	private Account withIdentities(List<Identity> others) {
		return new Account(others, this.userMetadata, this.appMetadata, this.isBlocked);
	}

}
