package io.accountlink.access;

import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Authorization policy: a user acts on their own account and proves the secondary account
 * with an ID token; machines and operators act on any account.
 */
@Component
class AccountAccess {

	private final AccessSettings settings;

	AccountAccess(AccessSettings settings) {
		this.settings = settings;
	}

	/**
	 * Requires what every request needs, whatever account it names.
	 * @throws io.accountlink.problem.ProblemException {@code caller_refused},
	 * {@code permission_required}
	 */
	void requirePermission(Caller caller) {
		if (caller.kind() == Kind.OTHER) {
			throw ProblemType.CALLER_REFUSED.withDetail("The subject of the access token is neither a user nor"
					+ " the machine that the token was issued to.");
		}
		if (!this.settings.clients().isEmpty() && !this.settings.clients().contains(caller.clientId())) {
			throw ProblemType.CALLER_REFUSED.problem();
		}
		String permission = (caller.kind() == Kind.USER) ? Caller.LINK_OWN_ACCOUNT : Caller.LINK_ANY_ACCOUNT;
		if (!caller.hasPermission(permission)) {
			throw explained(ProblemType.PERMISSION_REQUIRED.problem(permission), caller);
		}
	}

	private static ProblemException explained(ProblemException problem, Caller caller) {
		if (!caller.permissions().contains(Caller.LINK_ANY_ACCOUNT) || caller.hasPermission(Caller.LINK_ANY_ACCOUNT)) {
			return problem;
		}
		return problem.withMoreDetail(Caller.LINK_ANY_ACCOUNT + " does not count in it, because it was issued "
				+ ((caller.organization() != null) ? "inside an organization (org_id)."
						: "to somebody who acts for its subject (act)."));
	}

	/**
	 * Requires that the caller may act on an account, or only read it.
	 * @param isRead whether the request leaves the account as it is and no proof is shown
	 * @throws io.accountlink.problem.ProblemException {@code not_own_account},
	 * {@code delegation_refused}
	 */
	void requireAccount(Caller caller, AccountId account, boolean isRead) {
		if (caller.kind() == Kind.USER && !account.toString().equals(caller.subject())) {
			throw explained(ProblemType.NOT_OWN_ACCOUNT.problem(), caller);
		}
		if (!isRead && caller.isDelegated()) {
			throw ProblemType.DELEGATION_REFUSED.problem();
		}
	}

}
