package io.accountlink.linking;

import io.accountlink.access.AccountRequest;
import io.accountlink.account.Account;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.linking.AccountLinking.LinkResult;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * REST endpoints of {@link AccountLinking} and {@link LinkPreviews}: maps requests and
 * responses.
 */
@RestController
@RequestMapping(path = "/accounts/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class LinkController {

	private final AccountLinking linking;

	private final LinkPreviews previews;

	LinkController(AccountLinking linking, LinkPreviews previews) {
		this.linking = linking;
		this.previews = previews;
	}

	/**
	 * Links a secondary account into an account. The account keeps its id. Auth0 deletes
	 * the secondary account and its metadata. With an ID token both accounts are read
	 * first: neither may be blocked, and the addresses of both must be verified. Where
	 * the service is configured so, it then carries over the {@code user_metadata} that
	 * the account lacks. An unlink restores neither. A link can be repeated safely after
	 * any failure.
	 * @param body the secondary account
	 * @return 201 with the account; 200 if the identity was already linked to it
	 */
	@PostMapping(path = "/link", consumes = MediaType.APPLICATION_JSON_VALUE)
	Account link(AccountRequest request, @RequestBody LinkBody body, HttpServletResponse response) {
		LinkResult result = this.linking.link(body.toRequest(), request);
		response.setStatus(result.isNew() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
		return result.account();
	}

	/**
	 * Previews a link. Nothing is changed, and the ID token is not used up. The problems
	 * are those of the link, except those that only Auth0's response to the link tells:
	 * {@code connection_not_found}, {@code connection_required}, {@code link_refused} and
	 * {@code linked_to_another_account}. Where the service is configured so, the preview
	 * names roles and organizations of the secondary account. Its sessions, MFA
	 * enrolments, direct permissions and roles inside organizations do not move either,
	 * and are not named.
	 * @param body the secondary account
	 * @return the account as it would be, and what ends with the secondary account
	 */
	@PostMapping(path = "/link/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
	Preview preview(AccountRequest request, @RequestBody LinkBody body) {
		return this.previews.preview(body.toRequest(), request);
	}

	/**
	 * Finds the account that an id leads to today: the account itself, or for machines
	 * and operators the one that it was linked into. Auth0's search, which finds the
	 * latter, follows some seconds behind a link.
	 * @return the account; {@code account_id} names it
	 */
	@GetMapping
	Account find(AccountRequest request) {
		return this.linking.find(request);
	}

	/**
	 * Lists the identities of an account. The first identity is the account's own and
	 * can't be unlinked; the others were linked.
	 * @return the account
	 */
	@GetMapping("/identities")
	Account list(AccountRequest request) {
		return this.linking.list(request);
	}

	/**
	 * Unlinks an identity. It becomes a separate account again, without metadata. The
	 * response is the same if the identity was not linked, so an unlink can be repeated
	 * safely. A blocked user can't unlink. Where the service is configured so, it then
	 * asks Auth0 to end all sessions and refresh tokens of the account.
	 * @param provider the provider of the identity
	 * @param userId the user id of the identity as listed, percent-encoded; a leading
	 * {@code provider|} is removed unless the account lists the identity with it
	 * @return the account with the remaining identities
	 */
	@DeleteMapping("/identities/{provider}/{user_id}")
	Account unlink(AccountRequest request, @PathVariable String provider, @PathVariable("user_id") String userId) {
		return this.linking.unlink(identity(provider, userId), request);
	}

	// The key without the prefix has to be valid as well, since the use case may take it.
	private static IdentityKey identity(String provider, String userId) {
		try {
			var _ = IdentityKey.withoutProviderPrefix(provider, userId);
			return IdentityKey.of(provider, userId);
		}
		catch (InvalidIdException invalid) {
			throw AccountRequest.invalidPath(invalid.isOfProvider() ? "provider" : "user_id", invalid.rule());
		}
	}

}
