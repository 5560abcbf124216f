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
 */
public record Account(List<Identity> identities) {

	public Account {
		identities = List.copyOf(identities);
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
	 * Changes the main identity, as in
	 * {@code account("github|1").whoseLogin(Identity::withNumericUserId)}.
	 */
	public Account whoseLogin(UnaryOperator<Identity> change) {
		List<Identity> changed = new ArrayList<>(this.identities);
		changed.set(0, change.apply(main()));
		return new Account(changed);
	}

	Identity main() {
		return this.identities.getFirst();
	}

	Account with(List<Identity> more) {
		List<Identity> all = new ArrayList<>(this.identities);
		all.addAll(more);
		return new Account(all);
	}

	Account without(Identity identity) {
		return new Account(this.identities.stream().filter((each) -> !each.equals(identity)).toList());
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
		return json;
	}

	/**
	 * Response to a link or an unlink. Every identity includes its profile.
	 */
	List<Map<String, Object>> identitiesJson() {
		return this.identities.stream().map(Identity::json).toList();
	}

}
