package io.accountlink.linking;

import java.util.List;

import io.accountlink.access.Caller;
import io.accountlink.account.AccountId;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.linking.AccountLinking.Link;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemException.InvalidField;
import io.accountlink.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * REST endpoints of {@link AccountLinking}: maps requests and responses.
 */
@RestController
@RequestMapping(path = "/accounts/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class LinkController {

	private static final String ME = "me";

	private final AccountLinking linking;

	LinkController(AccountLinking linking) {
		this.linking = linking;
	}

	/**
	 * Links a secondary account into an account. The account keeps its id. Auth0 deletes
	 * the secondary account and discards its metadata; an unlink restores neither. A link
	 * can be repeated safely after any failure.
	 * @param id the primary account: an Auth0 user id, percent-encoded, or {@code me} for
	 * the caller's own account
	 * @param body the secondary account
	 * @return 201 with the account; 200 if the identity was already linked to it
	 */
	@PostMapping(path = "/link", consumes = MediaType.APPLICATION_JSON_VALUE)
	LinkedIdentities link(@PathVariable String id, @RequestBody LinkBody body, @AuthenticationPrincipal Caller caller,
			@RequestAttribute(Attempt.ATTRIBUTE) Attempt attempt, HttpServletResponse response) {
		Link link = this.linking.link(caller, account(id, caller, attempt), body.toRequest(), attempt);
		response.setStatus(link.isNew() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
		return link.account();
	}

	/**
	 * Lists the identities of an account. The first identity is the account's own and
	 * can't be unlinked; the others were linked.
	 * @param id an Auth0 user id, percent-encoded, or {@code me} for the caller's own
	 * account
	 * @return the account
	 */
	@GetMapping("/identities")
	LinkedIdentities list(@PathVariable String id, @AuthenticationPrincipal Caller caller,
			@RequestAttribute(Attempt.ATTRIBUTE) Attempt attempt) {
		return this.linking.list(caller, account(id, caller, attempt), attempt);
	}

	/**
	 * Unlinks an identity. It becomes a separate account again, without metadata. The
	 * response is the same if the identity was not linked, so an unlink can be repeated
	 * safely.
	 * @param id an Auth0 user id, percent-encoded, or {@code me} for the caller's own
	 * account
	 * @param provider the provider of the identity
	 * @param userId the user id of the identity as listed, percent-encoded; a leading
	 * {@code provider|} is removed unless the account lists the identity with it
	 * @return the account with the remaining identities
	 */
	@DeleteMapping("/identities/{provider}/{user_id}")
	LinkedIdentities unlink(@PathVariable String id, @PathVariable String provider,
			@PathVariable("user_id") String userId, @AuthenticationPrincipal Caller caller,
			@RequestAttribute(Attempt.ATTRIBUTE) Attempt attempt) {
		return this.linking.unlink(caller, account(id, caller, attempt), identity(provider, userId), attempt);
	}

	private static AccountId account(String id, Caller caller, Attempt attempt) {
		if (id.equals(ME) && !caller.subject().contains("|")) {
			throw invalid("id", "must be an account id: me is for users only");
		}
		try {
			AccountId account = AccountId.parse(id.equals(ME) ? caller.subject() : id);
			attempt.setAccount(account);
			return account;
		}
		catch (InvalidIdException invalid) {
			throw invalid("id", invalid.rule());
		}
	}

	private static IdentityKey identity(String provider, String userId) {
		try {
			IdentityKey.withoutProviderPrefix(provider, userId);
			return new IdentityKey(provider, userId);
		}
		catch (InvalidIdException invalid) {
			throw invalid(invalid.isOfProvider() ? "provider" : "user_id", invalid.rule());
		}
	}

	private static ProblemException invalid(String field, String rule) {
		return ProblemType.INVALID_REQUEST.withDetail("The path is invalid.")
			.withErrors(List.of(new InvalidField(field, rule)));
	}

}
