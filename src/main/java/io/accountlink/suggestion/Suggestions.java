package io.accountlink.suggestion;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.accountlink.account.AccountDetails;
import org.jspecify.annotations.Nullable;

/**
 * Other accounts that seem to belong to the same person. A suggestion is no proof.
 *
 * @param accountId the account that was asked for
 * @param suggestions the accounts, in Auth0's order; for a user the logins to prove them
 * with, equal ones once
 */
record Suggestions(String accountId, List<Suggestion> suggestions) {

	/**
	 * One account, by its first identity.
	 *
	 * @param accountId the Auth0 user id; for machines and operators only
	 * @param provider the Auth0 strategy, such as {@code google-oauth2}
	 * @param userId the user id at the provider; for machines and operators only
	 * @param connection the name of the Auth0 connection
	 * @param isSocial whether the connection is a social one
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Suggestion(@Nullable String accountId, String provider, @Nullable String userId, String connection,
			boolean isSocial) {

		static Suggestion ofAccount(AccountDetails account) {
			return new Suggestion(account.account().accountId(), account.login().provider(), account.login().userId(),
					account.login().connection(), account.login().isSocial());
		}

		Suggestion withoutIds() {
			return new Suggestion(null, this.provider, null, this.connection, this.isSocial);
		}

	}

}
