package io.accountlink.auth0;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.Address;
import io.accountlink.account.Address.Verification;
import io.accountlink.account.Identity;
import io.accountlink.account.IdentityKey;
import io.accountlink.account.InvalidIdException;
import io.accountlink.account.Account;
import io.accountlink.account.Metadata;
import io.accountlink.account.Profile;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.auth0.ManagementApi.MembershipPage;
import io.accountlink.auth0.ManagementApi.User;
import io.accountlink.auth0.ManagementApi.UserIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Maps Auth0's responses to the records of {@code account}, and rejects incomplete ones.
 */
final class AccountMapper {

	private static final int ACCEPTED = 202;

	private AccountMapper() {
	}

	static Account fromUser(AccountId account, ResponseEntity<User> response) {
		User user = requireBody(response);
		return map(account, user.identities(), user.profile());
	}

	static Account fromIdentities(AccountId account, ResponseEntity<List<UserIdentity>> response) {
		return map(account, requireBody(response), null);
	}

	static AccountDetails details(AccountId account, ResponseEntity<User> response, MetadataScope scope) {
		return details(account, requireBody(response), scope);
	}

	private static AccountDetails details(AccountId account, User user, MetadataScope scope) {
		Map<String, Object> members = (user.profile() != null) ? user.profile() : Map.of();
		Account identities = map(account, user.identities(), members);
		UserIdentity first = Objects.requireNonNull(user.identities()).getFirst();
		Object blocked = members.get("blocked");
		return new AccountDetails(identities, identity(first, null, false),
				addresses(members, identities.identities().getFirst()),
				blocked != null && !Boolean.FALSE.equals(blocked), scope.ofUser(orEmpty(user.userMetadata())),
				scope.ofApp(orEmpty(user.appMetadata())));
	}

	private static List<Address> addresses(Map<String, Object> members, Identity login) {
		Stream<Address> email = address(Address.Type.EMAIL, members.get("email"), members.get("email_verified"));
		Stream<Address> phone = login.permitsSelfRegistration()
				? address(Address.Type.PHONE_NUMBER, members.get("phone_number"), members.get("phone_verified"))
				: Stream.of();
		return Stream.concat(email, phone).toList();
	}

	// An address that is no text must not pass as none.
	private static Stream<Address> address(Address.Type type, @Nullable Object address, @Nullable Object flag) {
		return switch (address) {
			case null -> Stream.of();
			case String text when text.isBlank() -> Stream.of();
			case String text -> Stream.of(new Address(type, text, verification(flag)));
			default -> Stream.of(new Address(type, "", Verification.NO_TEXT));
		};
	}

	private static Verification verification(@Nullable Object flag) {
		if (Boolean.TRUE.equals(flag)) {
			return Verification.VERIFIED;
		}
		return "true".equals(flag) ? Verification.VERIFIED_AS_TEXT : Verification.UNVERIFIED;
	}

	/**
	 * Maps the {@code user_metadata} of a whole user.
	 */
	static Metadata userMetadata(AccountId account, ResponseEntity<User> response) {
		User user = requireBody(response);
		map(account, user.identities(), null);
		return orEmpty(user.userMetadata());
	}

	/**
	 * Maps a response that has {@code user_metadata} and nothing else, and has nothing
	 * where there is none.
	 */
	static Metadata onlyUserMetadata(ResponseEntity<User> response) {
		User user = requireBody(response);
		if (user.identities() != null || user.appMetadata() != null
				|| (user.profile() != null && !user.profile().isEmpty())) {
			throw new InvalidResponseException("more than user_metadata");
		}
		return orEmpty(user.userMetadata());
	}

	private static Metadata orEmpty(@Nullable Metadata metadata) {
		return (metadata != null) ? metadata : Metadata.EMPTY;
	}

	/**
	 * Maps a page of memberships to their names, sorted.
	 * @return empty if there are more than one page has
	 */
	static Optional<List<String>> names(String kind, ResponseEntity<MembershipPage> response) {
		MembershipPage page = requireBody(response);
		if (page.total() == null || page.items() == null || !(page.items().get(kind) instanceof List<?> items)) {
			throw new InvalidResponseException("no page of " + kind);
		}
		return (page.total() == items.size()) ? Optional.of(items.stream().map(AccountMapper::name).sorted().toList())
				: Optional.empty();
	}

	private static String name(@Nullable Object item) {
		if (item instanceof Map<?, ?> members && members.get("name") instanceof String name) {
			return name;
		}
		throw new InvalidResponseException("a membership without a name");
	}

	/**
	 * Requires the response to a request that Auth0 carries out later. It has no body.
	 */
	static void requireAccepted(ResponseEntity<String> response) {
		MediaType type = response.getHeaders().getContentType();
		if (response.getStatusCode().value() != ACCEPTED
				|| (type != null && !type.isCompatibleWith(MediaType.APPLICATION_JSON))) {
			throw new InvalidResponseException("not accepted");
		}
	}

	/**
	 * Maps found accounts, and leaves out one that has no usable id or identity.
	 */
	static Stream<AccountDetails> found(ResponseEntity<List<User>> response) {
		return requireBody(response).stream()
			.flatMap((user) -> accountId(user).stream()
				.filter((account) -> hasIdentity(user, account.primaryIdentity()) && isComplete(user))
				.map((account) -> details(account, user, MetadataScope.NONE)));
	}

	/**
	 * Maps found accounts to the ids of those that have an identity.
	 */
	static List<AccountId> ownersOf(IdentityKey identity, ResponseEntity<List<User>> response) {
		return requireBody(response).stream()
			.filter((user) -> hasIdentity(user, identity))
			.flatMap((user) -> accountId(user).stream())
			.toList();
	}

	private static Optional<AccountId> accountId(@Nullable User user) {
		Object id = (user != null && user.profile() != null) ? user.profile().get("user_id") : null;
		try {
			return (id instanceof String text) ? Optional.of(AccountId.parse(text)) : Optional.empty();
		}
		catch (InvalidIdException unusable) {
			return Optional.empty();
		}
	}

	private static boolean isComplete(User user) {
		return Objects.requireNonNull(user.identities())
			.stream()
			.allMatch((identity) -> identity != null && identity.provider() != null && identity.userId() != null);
	}

	private static boolean hasIdentity(@Nullable User user, IdentityKey key) {
		return user != null && user.identities() != null
				&& user.identities()
					.stream()
					.anyMatch((identity) -> identity != null && key.provider().equals(identity.provider())
							&& key.userId().equals(identity.userId()));
	}

	private static <T> T requireBody(ResponseEntity<T> response) {
		T body = response.getBody();
		if (body == null) {
			throw new InvalidResponseException("no body");
		}
		return body;
	}

	private static Account map(AccountId account, @Nullable List<UserIdentity> received,
			@Nullable Map<String, Object> profileOfPrimary) {
		if (received == null || received.isEmpty() || received.stream().anyMatch(Objects::isNull)) {
			throw new InvalidResponseException("no identities");
		}
		int primary = indexOfPrimary(account, received);
		List<Identity> identities = new ArrayList<>();
		identities.add(identity(received.get(primary), profileOfPrimary, true));
		for (int index = 0; index < received.size(); index++) {
			if (index != primary) {
				identities.add(identity(received.get(index), null, false));
			}
		}
		return new Account(account.toString(), identities);
	}

	// The primary identity comes first as a rule; the id decides where it does not.
	private static int indexOfPrimary(AccountId account, List<UserIdentity> received) {
		for (int index = 0; index < received.size(); index++) {
			if (account.toString().equals(received.get(index).provider() + "|" + received.get(index).userId())) {
				return index;
			}
		}
		return 0;
	}

	private static Identity identity(UserIdentity received, @Nullable Map<String, Object> defaultProfile,
			boolean primary) {
		if (received.provider() == null || received.userId() == null) {
			throw new InvalidResponseException("an identity without provider or user_id");
		}
		String connection = (received.connection() != null) ? received.connection() : "";
		return new Identity(received.provider(), received.userId(), connection,
				Boolean.TRUE.equals(received.isSocial()), primary,
				profile((received.profileData() != null) ? received.profileData() : defaultProfile));
	}

	// A profile is decoration: what has another form is left out.
	private static Profile profile(@Nullable Object received) {
		Map<?, ?> members = (received instanceof Map<?, ?> object) ? object : Map.of();
		return new Profile(text(members, "email"), flag(members, "email_verified"), text(members, "phone_number"),
				flag(members, "phone_verified"), text(members, "name"), text(members, "given_name"),
				text(members, "family_name"), text(members, "nickname"), text(members, "username"),
				text(members, "picture"));
	}

	private static @Nullable String text(Map<?, ?> profile, String member) {
		return (profile.get(member) instanceof String text) ? text : null;
	}

	private static @Nullable Boolean flag(Map<?, ?> profile, String member) {
		return (profile.get(member) instanceof Boolean flag) ? flag : null;
	}

	/**
	 * A response of success without the members that Auth0 documents for it.
	 */
	static final class InvalidResponseException extends RuntimeException {

		InvalidResponseException(String message) {
			super(message, null, false, false);
		}

	}

}
