package io.accountlink.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Auth0 user. The first identity is the main identity and determines the user id.
 *
 * @param identities all identities, main identity first
 * @param attributes what the user has besides: {@code blocked}, roles, organizations, and
 * metadata from its first write on, also when it is an empty object
 */
public record Account(List<Identity> identities, Map<String, Object> attributes) {

	static final String USER_METADATA = "user_metadata";

	static final String APP_METADATA = "app_metadata";

	static final String ROLES = "roles";

	static final String ORGANIZATIONS = "organizations";

	private static final String BLOCKED = "blocked";

	private static final String CREATED = "2026-11-01T08:00:00.000Z";

	public Account {
		identities = List.copyOf(identities);
		attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
	}

	public Account(List<Identity> identities) {
		this(identities, Map.of());
	}

	public static Account account(String id) {
		return new Account(List.of(Identity.identity(id)));
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
		return withAttribute(USER_METADATA, Json.read(json));
	}

	/**
	 * Replaces the {@code app_metadata} by a JSON object.
	 */
	public Account withAppMetadata(String json) {
		return withAttribute(APP_METADATA, Json.read(json));
	}

	/**
	 * Assigns roles by their names.
	 */
	public Account withRoles(String... names) {
		return withAttribute(ROLES, List.of(names));
	}

	/**
	 * Makes the account a member of organizations by their names.
	 */
	public Account withOrganizations(String... names) {
		return withAttribute(ORGANIZATIONS, List.of(names));
	}

	List<String> memberships(String kind) {
		return (this.attributes.get(kind) instanceof List<?> names) ? names.stream().map(String::valueOf).toList()
				: List.of();
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

	public boolean isBlocked() {
		return this.attributes.containsKey(BLOCKED);
	}

	public Account blocked() {
		return withAttribute(BLOCKED, true);
	}

	/**
	 * Changes the main identity, as in
	 * {@code account("github|1").whoseLogin(Identity::withNumericUserId)}.
	 */
	public Account whoseLogin(UnaryOperator<Identity> change) {
		List<Identity> changed = new ArrayList<>(this.identities);
		changed.set(0, change.apply(main()));
		return new Account(changed, this.attributes);
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
		return new Account(all, this.attributes);
	}

	Account without(Identity identity) {
		return new Account(this.identities.stream().filter((each) -> !each.equals(identity)).toList(), this.attributes);
	}

	Account withAttribute(String name, Object value) {
		Map<String, Object> changed = new TreeMap<>(this.attributes);
		changed.put(name, value);
		return new Account(this.identities, changed);
	}

	/**
	 * Returns metadata as JSON, {@code {}} if it was never written.
	 */
	String metadata(String name) {
		return Json.write(this.attributes.getOrDefault(name, Map.of()));
	}

	Optional<Identity> identity(String accountId) {
		return this.identities.stream().filter((each) -> each.accountId().equals(accountId)).findFirst();
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
		json.put("created_at", CREATED);
		json.put("updated_at", CREATED);
		json.putAll(this.attributes);
		json.keySet().removeAll(List.of(ROLES, ORGANIZATIONS));
		return json;
	}

	/**
	 * Response to a link or an unlink. Every identity includes its profile.
	 */
	List<Map<String, Object>> identitiesJson() {
		return this.identities.stream().map(Identity::json).toList();
	}

}
