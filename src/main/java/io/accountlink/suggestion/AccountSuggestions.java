package io.accountlink.suggestion;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.accountlink.access.AccountAccess;
import io.accountlink.access.Caller;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.account.AccountSummary;
import io.accountlink.auth0.Auth0Lookup;
import io.accountlink.suggestion.Suggestions.Suggestion;
import io.accountlink.upstream.Deadline;

import org.springframework.stereotype.Component;

/**
 * Use case of suggestions: looks up the accounts with the same verified address. Both
 * accounts need a connection that the operator trusts, since whoever runs an identity
 * provider can claim any address as verified.
 */
@Component
class AccountSuggestions {

	private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]+");

	private final AccountAccess access;

	private final Auth0Lookup auth0;

	private final Set<String> trustedConnections;

	AccountSuggestions(AccountAccess access, Auth0Lookup auth0, SuggestionSettings settings) {
		this.access = access;
		this.auth0 = auth0;
		this.trustedConnections = Set.copyOf(settings.connections());
	}

	Suggestions suggest(Caller caller, AccountId account, Deadline deadline) {
		this.access.requireAccount(caller, account);
		List<Suggestion> suggestions = this.trustedConnections.isEmpty() ? List.of()
				: suggest(this.auth0.read(account, deadline), deadline);
		return new Suggestions(account.toString(), (caller.kind() == Kind.USER)
				? suggestions.stream().map(Suggestion::withoutIds).distinct().toList() : suggestions);
	}

	private List<Suggestion> suggest(AccountSummary account, Deadline deadline) {
		Set<String> spellings = isTrusted(account) ? spellings(account) : Set.of();
		return spellings.stream()
			.flatMap((address) -> this.auth0.findByEmail(address, deadline).stream())
			.filter((found) -> !found.id().equals(account.id()) && !found.blocked() && isTrusted(found))
			.filter((found) -> found.verifiedEmail().filter(spellings::contains).isPresent())
			.map(Suggestion::ofAccount)
			.distinct()
			.toList();
	}

	private boolean isTrusted(AccountSummary account) {
		return this.trustedConnections.contains(account.login().connection());
	}

	// Auth0 stores the addresses of database connections in lower case. Of other letters
	// than A to Z, some have a lower case that is another person's address.
	private static Set<String> spellings(AccountSummary account) {
		Set<String> spellings = new LinkedHashSet<>();
		account.verifiedEmail().ifPresent((address) -> {
			spellings.add(address);
			spellings
				.add(UPPER_CASE.matcher(address).replaceAll((letters) -> letters.group().toLowerCase(Locale.ROOT)));
		});
		return spellings;
	}

}
