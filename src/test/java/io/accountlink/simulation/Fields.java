package io.accountlink.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Members of a user that a call asks for or leaves out by {@code fields} and
 * {@code include_fields}.
 *
 * @param names the names in {@code fields}; if there are none, the answer has all members
 * @param include whether the answer has the named members or all others
 */
record Fields(List<String> names, boolean include) {

	/** Auth0 sends {@code phone_verified} as well, and refuses it here. */
	private static final List<String> KNOWN = List.of("phone_number", "email", "email_verified", "picture", "username",
			"user_id", "name", "nickname", "created_at", "identities", "app_metadata", "user_metadata", "last_ip",
			"last_login", "logins_count", "updated_at", "blocked", "family_name", "given_name");

	/**
	 * Fields of a read by id or by e-mail address, which takes the known names only.
	 */
	static Fields of(Map<String, String> query) {
		Fields fields = ofSearch(query);
		if (query.containsKey("fields") && !KNOWN.containsAll(fields.names)) {
			throw Refusal.invalidField(query.get("fields"), String.join(", ", KNOWN));
		}
		return fields;
	}

	/**
	 * Fields of a search, which takes any name.
	 */
	static Fields ofSearch(Map<String, String> query) {
		String names = query.get("fields");
		return new Fields((names != null) ? List.of(names.split(",", -1)) : List.of(), isIncluded(query));
	}

	private static boolean isIncluded(Map<String, String> query) {
		String include = query.getOrDefault("include_fields", "true");
		if (!include.equals("true") && !include.equals("false")) {
			throw Refusal.invalidQuery("Expected type boolean but found type string");
		}
		return include.equals("true");
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

}
