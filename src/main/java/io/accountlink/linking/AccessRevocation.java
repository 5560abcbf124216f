package io.accountlink.linking;

import io.accountlink.access.AccountRequest;
import io.accountlink.audit.Revocation;
import io.accountlink.auth0.Auth0Accounts;
import io.accountlink.problem.ProblemException;
import io.accountlink.settings.LinkingSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Ends the access of whoever logged in by an identity that was unlinked: without it they
 * keep the sessions and refresh tokens of the account.
 */
@Component
class AccessRevocation {

	private static final Log log = LogFactory.getLog(AccessRevocation.class);

	private final Auth0Accounts auth0;

	private final boolean enabled;

	AccessRevocation(Auth0Accounts auth0, LinkingSettings settings) {
		this.auth0 = auth0;
		this.enabled = settings.revokeOnUnlink();
	}

	/**
	 * Asks Auth0 to end all sessions and refresh tokens of the account, where the service
	 * is configured so. The unlink is done, so a failure is reported to operators only.
	 */
	void revoke(AccountRequest request) {
		if (!this.enabled) {
			return;
		}
		request.audit().announceWrite();
		try {
			this.auth0.revokeAccess(request.account(), request.deadline());
			request.audit().setRevocation(Revocation.ACCEPTED);
		}
		catch (ProblemException failed) {
			request.audit().setRevocation(Revocation.FAILED);
			log.warn("Sessions and refresh tokens were not revoked after an unlink: " + failed.type().code()
					+ ". The audit event of the unlink names the account. Repeating the unlink revokes them.");
		}
	}

}
