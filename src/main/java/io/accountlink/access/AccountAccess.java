package io.accountlink.access;

import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * Authorization policy: a user acts on their own account and proves the secondary account
 * with an ID token; machines and operators act on any account.
 */
@Component
public class AccountAccess {

	/**
	 * Requires what every operation on an account needs.
	 * @throws io.accountlink.problem.ProblemException {@code permission_required},
	 * {@code not_own_account}
	 */
	public void requireAccount(Caller caller, AccountId account) {
		requirePermission(caller);
		if (caller.kind() == Kind.USER && !account.toString().equals(caller.subject())) {
			throw ProblemType.NOT_OWN_ACCOUNT.withDetail("A user may act on their own account only.");
		}
	}

	/**
	 * Requires what a link by provider and user id needs, which proves no ownership.
	 * @throws io.accountlink.problem.ProblemException {@code proof_required}
	 */
	public void requireLinkByReference(Caller caller) {
		if (caller.kind() == Kind.USER) {
			throw ProblemType.PROOF_REQUIRED
				.withDetail("A user links with link_with, an ID token of the other account.");
		}
	}

	private static void requirePermission(Caller caller) {
		String permission = (caller.kind() == Kind.USER) ? Caller.LINK_OWN_ACCOUNT : Caller.LINK_ANY_ACCOUNT;
		if (!caller.hasPermission(permission)) {
			throw ProblemType.PERMISSION_REQUIRED
				.withDetail("The access token lacks the permission " + permission + ".");
		}
	}

}
