package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of a user that a call asks for or leaves out by {@code fields} and
 * {@code include_fields}.
 *
 * @param names the names in {@code fields}; if there are none, the answer has all members
 * @param include whether the answer has the named members or all others
 */
record Fields(List<String> names, boolean include) {

	private static final List<String> KNOWN = List.of("user_id", "email", "email_verified", "phone_number",
			"phone_verified", "username", "name", "given_name", "family_name", "nickname", "picture", "identities",
			"app_metadata", "user_metadata", "blocked", "created_at", "updated_at", "last_login", "logins_count");

	static Fields of(Map<String, String> query) {
		return new Fields(names(query.getOrDefault("fields", "")), !"false".equals(query.get("include_fields")));
	}

	Map<String, Object> of(Account account) {
		Map<String, Object> json = new LinkedHashMap<>(account.json());
		if (!this.names.isEmpty()) {
			json.keySet().removeIf((name) -> this.names.contains(name) != this.include);
		}
		return json;
	}

	List<Map<String, Object>> of(List<Account> accounts) {
		return accounts.stream().map(this::of).toList();
	}

	private static List<String> names(String list) {
		List<String> names = list.isEmpty() ? List.of() : List.of(list.split(",", -1));
		names.stream().filter((name) -> !Set.copyOf(KNOWN).contains(name)).findFirst().ifPresent((name) -> {
			throw Refusal.invalidField(name, String.join(", ", KNOWN));
		});
		return names;
	}

}
