package io.accountlink.suggestion;

import io.accountlink.access.AccountRequest;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * REST endpoint of {@link AccountSuggestions}.
 */
@RestController
class SuggestionController {

	private final AccountSuggestions suggestions;

	SuggestionController(AccountSuggestions suggestions) {
		this.suggestions = suggestions;
	}

	/**
	 * Suggests other accounts that seem to belong to the same person. These are accounts
	 * with the same verified e-mail address, where the operator trusts the connections of
	 * both accounts to verify addresses. A machine or an operator sees the accounts, a
	 * user only with which login to prove each. A suggestion is no proof: linking it asks
	 * for the same as ever.
	 * @return the suggestions, often none
	 */
	@GetMapping(path = "/accounts/{id}/suggestions", produces = MediaType.APPLICATION_JSON_VALUE)
	Suggestions suggest(AccountRequest request) {
		return this.suggestions.suggest(request);
	}

}
