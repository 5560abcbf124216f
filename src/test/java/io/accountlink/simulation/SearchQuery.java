package io.accountlink.simulation;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Search for users: by an identity, by an e-mail address, or for all.
 *
 * @param predicate what a found account holds
 */
record SearchQuery(Predicate<Account> predicate) {

	private static final String VALUE = "\"([^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+)*+)\"";

	private static final String TERM = "identities\\.(provider|user_id):" + VALUE;

	private static final Pattern BY_IDENTITY = Pattern.compile(TERM + " AND " + TERM);

	private static final Pattern BY_EMAIL = Pattern.compile("email:" + VALUE);

	private static final Pattern ALL = Pattern.compile("updated_at:\\[2016-01-01 TO \\*]");

	private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

	static SearchQuery of(Map<String, String> query) {
		if (!"v3".equals(query.get("search_engine"))) {
			throw Refusal.invalidQuery("No enum match for: " + query.get("search_engine"));
		}
		String text = query.getOrDefault("q", "");
		Matcher byEmail = BY_EMAIL.matcher(text);
		if (byEmail.matches()) {
			return new SearchQuery((account) -> account.hasEmail(unescaped(byEmail.group(1))));
		}
		return ALL.matcher(text).matches() ? new SearchQuery((account) -> true) : byIdentity(text);
	}

	private static SearchQuery byIdentity(String text) {
		Matcher matcher = BY_IDENTITY.matcher(text);
		if (!matcher.matches() || matcher.group(1).equals(matcher.group(3))) {
			throw Refusal.invalidQuery("q is not a search that is simulated");
		}
		String first = unescaped(matcher.group(2));
		String second = unescaped(matcher.group(4));
		return matcher.group(1).equals("provider") ? byIdentity(first, second) : byIdentity(second, first);
	}

	/**
	 * The terms match the identities as a whole, as in Auth0's index: each term may match
	 * another identity.
	 */
	private static SearchQuery byIdentity(String provider, String userId) {
		return new SearchQuery(
				(account) -> account.identities().stream().anyMatch((each) -> each.provider().equals(provider))
						&& account.identities().stream().anyMatch((each) -> each.userId().equals(userId)));
	}

	boolean matches(Account account) {
		return this.predicate.test(account);
	}

	private static String unescaped(String value) {
		return ESCAPED.matcher(value).replaceAll("$1");
	}

}
