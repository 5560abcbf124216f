package io.accountlink.auth0;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.accountlink.account.AccountId;
import io.accountlink.account.Identity;
import io.accountlink.account.LinkedIdentities;
import io.accountlink.account.Profile;
import io.accountlink.auth0.ManagementApi.User;
import io.accountlink.auth0.ManagementApi.UserIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;

/**
 * Takes from Auth0's answers what callers may see, and refuses those that are no answer.
 */
final class Auth0Answers {

	private Auth0Answers() {
	}

	static LinkedIdentities ofUser(AccountId account, ResponseEntity<User> answer) {
		User user = answer.getBody();
		return (user != null) ? identities(account, user.identities(), user.profile())
				: identities(account, null, null);
	}

	static LinkedIdentities ofList(AccountId account, ResponseEntity<List<UserIdentity>> answer) {
		return identities(account, answer.getBody(), null);
	}

	private static LinkedIdentities identities(AccountId account, @Nullable List<UserIdentity> sent,
			@Nullable Map<String, Object> profileOfOwn) {
		if (sent == null || sent.isEmpty() || sent.stream().anyMatch(Objects::isNull)) {
			throw new UnreadableAnswerException("no identities");
		}
		int primary = indexOfOwn(account, sent);
		List<Identity> identities = new ArrayList<>();
		identities.add(identity(sent.get(primary), profileOfOwn, true));
		for (int index = 0; index < sent.size(); index++) {
			if (index != primary) {
				identities.add(identity(sent.get(index), null, false));
			}
		}
		return new LinkedIdentities(account.toString(), identities);
	}

	// The account's own identity comes first as a rule; where it doesn't, the id tells.
	private static int indexOfOwn(AccountId account, List<UserIdentity> sent) {
		for (int index = 0; index < sent.size(); index++) {
			if (account.toString().equals(sent.get(index).provider() + "|" + sent.get(index).userId())) {
				return index;
			}
		}
		return 0;
	}

	private static Identity identity(UserIdentity sent, @Nullable Map<String, Object> otherwise, boolean primary) {
		if (sent.provider() == null || sent.userId() == null) {
			throw new UnreadableAnswerException("an identity without provider or user_id");
		}
		String connection = (sent.connection() != null) ? sent.connection() : "";
		Map<String, Object> profile = (sent.profileData() != null) ? sent.profileData() : otherwise;
		return new Identity(sent.provider(), sent.userId(), connection, Boolean.TRUE.equals(sent.isSocial()), primary,
				profile((profile != null) ? profile : Map.of()));
	}

	private static Profile profile(Map<String, Object> sent) {
		return new Profile(text(sent, "email"), flag(sent, "email_verified"), text(sent, "phone_number"),
				flag(sent, "phone_verified"), text(sent, "name"), text(sent, "given_name"), text(sent, "family_name"),
				text(sent, "nickname"), text(sent, "username"), text(sent, "picture"));
	}

	private static @Nullable String text(Map<String, Object> profile, String member) {
		return (profile.get(member) instanceof String text) ? text : null;
	}

	private static @Nullable Boolean flag(Map<String, Object> profile, String member) {
		return (profile.get(member) instanceof Boolean flag) ? flag : null;
	}

	/**
	 * A success that doesn't say what it ought to.
	 */
	static final class UnreadableAnswerException extends RuntimeException {

		UnreadableAnswerException(String message) {
			super(message, null, false, false);
		}

	}

}
