package io.accountlink.suggestion;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.accountlink.access.AccountRequest;
import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.auth0.Auth0Accounts;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.settings.LinkingSettings;
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

	private final Auth0Accounts auth0;

	private final Set<String> trustedConnections;

	private final List<String> verifiedConnections;

	AccountSuggestions(Auth0Accounts auth0, SuggestionSettings settings, LinkingSettings linking) {
		this.auth0 = auth0;
		this.trustedConnections = Set.copyOf(settings.connections());
		this.verifiedConnections = linking.verifiedConnections();
	}

	Suggestions suggest(AccountRequest request) {
		AccountId account = request.account();
		List<Suggestion> suggestions = this.trustedConnections.isEmpty() ? List.of()
				: suggest(this.auth0.readDetails(account, MetadataScope.NONE, request.deadline()), request.deadline());
		return new Suggestions(account.toString(), (request.caller().kind() == Kind.USER)
				? suggestions.stream().map(Suggestion::withoutIds).distinct().toList() : suggestions);
	}

	private List<Suggestion> suggest(AccountDetails account, Deadline deadline) {
		Set<String> spellings = isTrusted(account) ? spellings(account) : Set.of();
		return spellings.stream()
			.flatMap((address) -> this.auth0.findByEmail(address, deadline).stream())
			.filter((found) -> !found.account().accountId().equals(account.account().accountId()) && isTrusted(found))
			.filter((found) -> found.verifiedEmail(this.verifiedConnections).filter(spellings::contains).isPresent())
			.map(Suggestion::ofAccount)
			.distinct()
			.toList();
	}

	private boolean isTrusted(AccountDetails account) {
		return !account.isBlocked() && this.trustedConnections.contains(account.login().connection());
	}

	// Auth0 stores the addresses of database connections in lower case. Of other letters
	// than A to Z, some have a lower case that is another person's address.
	private Set<String> spellings(AccountDetails account) {
		Set<String> spellings = new LinkedHashSet<>();
		account.verifiedEmail(this.verifiedConnections).ifPresent((address) -> {
			spellings.add(address);
			spellings
				.add(UPPER_CASE.matcher(address).replaceAll((letters) -> letters.group().toLowerCase(Locale.ROOT)));
		});
		return spellings;
	}

}
