package io.accountlink.access;

import io.accountlink.access.Caller.Kind;
import io.accountlink.account.AccountId;
import io.accountlink.problem.ProblemType;

import org.springframework.stereotype.Component;

/**
 * The policy: users touch their own account and prove the other one, machines and
 * operators touch any.
 */
@Component
public class AccountAccess {

	/**
	 * Any call on an account needs this.
	 */
	public void requireAccount(Caller caller, AccountId account) {
		requirePermission(caller);
		if (caller.kind() == Kind.USER && !account.toString().equals(caller.subject())) {
			throw ProblemType.NOT_OWN_ACCOUNT.because("A user may act on their own account only.");
		}
	}

	/**
	 * Naming an identity without proof of its ownership needs this as well.
	 */
	public void requireLinkByReference(Caller caller) {
		if (caller.kind() == Kind.USER) {
			throw ProblemType.PROOF_REQUIRED.because("A user links with link_with, an ID token of the other account.");
		}
	}

	private static void requirePermission(Caller caller) {
		String permission = (caller.kind() == Kind.USER) ? Caller.LINK_OWN_ACCOUNT : Caller.LINK_ANY_ACCOUNT;
		if (!caller.has(permission)) {
			throw ProblemType.PERMISSION_REQUIRED.because("The access token lacks the permission " + permission + ".");
		}
	}

}
