package io.accountlink.simulation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Search for users by an identity.
 *
 * @param provider the provider of some identity
 * @param userId the user id of some identity, not necessarily of the same one
 */
record SearchQuery(String provider, String userId) {

	private static final String TERM = "identities\\.(provider|user_id):\"([^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+)*+)\"";

	private static final Pattern QUERY = Pattern.compile(TERM + " AND " + TERM);

	private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

	static SearchQuery of(Map<String, String> query) {
		if (!"v3".equals(query.get("search_engine"))) {
			throw Refusal.invalidQuery("search_engine must be v3");
		}
		Matcher matcher = QUERY.matcher(query.getOrDefault("q", ""));
		if (!matcher.matches() || matcher.group(1).equals(matcher.group(3))) {
			throw Refusal.invalidQuery("q is not a search for an identity");
		}
		String first = unescaped(matcher.group(2));
		String second = unescaped(matcher.group(4));
		return matcher.group(1).equals("provider") ? new SearchQuery(first, second) : new SearchQuery(second, first);
	}

	/**
	 * Whether the terms match the identities as a whole, as Auth0's index does: each term
	 * may match another identity.
	 */
	boolean matches(Account account) {
		return account.identities().stream().anyMatch((identity) -> identity.provider().equals(this.provider))
				&& account.identities().stream().anyMatch((identity) -> identity.userId().equals(this.userId));
	}

	private static String unescaped(String value) {
		return ESCAPED.matcher(value).replaceAll("$1");
	}

}
