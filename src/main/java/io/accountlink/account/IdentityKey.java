package io.accountlink.account;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Key of an identity: Auth0 identifies an identity by provider and user id.
 *
 * @param provider the Auth0 strategy: 1 to 64 lower-case letters, digits and {@code -}
 * @param userId the user id at the provider: the part of an account id behind its first
 * pipe, or a text that {@link #of} accepts
 */
public record IdentityKey(String provider, String userId) {

	private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,64}");

	private static final int MAX_LENGTH = 512;

	// As a path segment these change the path, and %2E is the same as a dot (RFC 3986
	// sections 5.2.4 and 6.2.2.3).
	private static final Set<String> DOT_SEGMENTS = Set.of(".", "..");

	public IdentityKey {
		if (!PROVIDER.matcher(provider).matches()) {
			throw new InvalidIdException(true, "must be 1 to 64 lower-case letters, digits or -");
		}
		if (userId.isEmpty()) {
			throw new InvalidIdException(false, "must have the form provider|rest");
		}
	}

	/**
	 * Creates a key from a user id that a caller gives: 1 to 512 characters, no control
	 * character, no white space at either end.
	 * @throws InvalidIdException if one of them is not valid
	 */
	public static IdentityKey of(String provider, String userId) {
		requireId(userId);
		return requireSegment(new IdentityKey(provider, userId));
	}

	/**
	 * Creates a key like {@link #of} from a user id that may begin with its own
	 * {@code provider|}, which is removed once. A user id that really begins with it has
	 * to be given with it.
	 */
	public static IdentityKey withoutProviderPrefix(String provider, String userId) {
		IdentityKey given = of(provider, userId);
		String prefix = provider + "|";
		return userId.startsWith(prefix) ? requireSegment(new IdentityKey(provider, userId.substring(prefix.length())))
				: given;
	}

	private static IdentityKey requireSegment(IdentityKey key) {
		if (DOT_SEGMENTS.contains(key.userId())) {
			throw new InvalidIdException(false, "must not be . or ..");
		}
		return key;
	}

	static void requireId(String text) {
		if (text.isEmpty() || text.codePointCount(0, text.length()) > MAX_LENGTH) {
			throw new InvalidIdException(false, "must have 1 to " + MAX_LENGTH + " characters");
		}
		if (text.codePoints().anyMatch(IdentityKey::isControlOrHalf)) {
			throw new InvalidIdException(false, "must not contain control characters or unpaired surrogates");
		}
		if (isWhiteSpace(text.codePointAt(0)) || isWhiteSpace(text.codePointBefore(text.length()))) {
			throw new InvalidIdException(false, "must not begin or end with white space");
		}
	}

	// UTF-8 has no form for an unpaired surrogate.
	private static boolean isControlOrHalf(int codePoint) {
		int type = Character.getType(codePoint);
		return type == Character.CONTROL || type == Character.SURROGATE;
	}

	private static boolean isWhiteSpace(int codePoint) {
		return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
	}

	@Override
	public String toString() {
		return this.provider + "|" + this.userId;
	}

}
