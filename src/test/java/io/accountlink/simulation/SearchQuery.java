package io.accountlink.simulation;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Search for users by an e-mail address and by identities, or for all.
 */
final class SearchQuery {

	private static final String TERM = "(email|identities\\.provider|identities\\.user_id)"
			+ ":\"([^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+)*+)\"";

	private static final Pattern TERMS = Pattern.compile(TERM + "(?: AND " + TERM + ")*");

	private static final String ALL = "updated_at:[2016-01-01 TO *]";

	private SearchQuery() {
	}

	static Predicate<Account> of(Map<String, String> query) {
		if (!"v3".equals(query.get("search_engine"))) {
			throw Refusal.invalidQuery("No enum match for: " + query.get("search_engine"));
		}
		String text = query.getOrDefault("q", "");
		if (text.equals(ALL)) {
			return (account) -> true;
		}
		if (!TERMS.matcher(text).matches()) {
			throw Refusal.invalidQuery("q is not a search that is simulated");
		}
		return Pattern.compile(TERM)
			.matcher(text)
			.results()
			.map(SearchQuery::term)
			.reduce(Predicate::and)
			.orElseThrow();
	}

	/**
	 * Each term matches the identities as a whole, as in Auth0's index: another term may
	 * match another identity.
	 */
	private static Predicate<Account> term(MatchResult term) {
		String value = term.group(2).replaceAll("\\\\(.)", "$1");
		return switch (term.group(1)) {
			case "email" -> (account) -> account.hasEmail(value);
			case "identities.provider" ->
				(account) -> account.identities().stream().anyMatch((each) -> each.provider().equals(value));
			default -> (account) -> account.identities().stream().anyMatch((each) -> each.userId().equals(value));
		};
	}

}
