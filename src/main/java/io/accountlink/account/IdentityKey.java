package io.accountlink.account;

import java.util.regex.Pattern;

/**
 * Key of an identity: Auth0 identifies an identity by provider and user id.
 *
 * @param provider the Auth0 strategy: 1 to 64 lower-case letters, digits and {@code -}
 * @param userId the user id at the provider: 1 to 255 characters, among them {@code |}
 * and {@code /}, but no white space, no control or format characters, and no path segment
 * {@code .} or {@code ..}. Auth0's schema of Create User limits it to 255 characters
 * without white space; the other limits are rules of this service.
 */
public record IdentityKey(String provider, String userId) {

	private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,64}");

	private static final int MAX_USER_ID = 255;

	public IdentityKey {
		requireProvider(provider);
		requireUserId(userId);
	}

	/**
	 * Creates a key from a user id that may begin with its own {@code provider|}, which
	 * is removed once. A user id that really begins with it has to be given with it.
	 */
	public static IdentityKey withoutProviderPrefix(String provider, String userId) {
		String prefix = provider + "|";
		return new IdentityKey(provider, userId.startsWith(prefix) ? userId.substring(prefix.length()) : userId);
	}

	private static void requireProvider(String provider) {
		if (!PROVIDER.matcher(provider).matches()) {
			throw new InvalidIdException(true, "must be 1 to 64 lower-case letters, digits or -");
		}
	}

	private static void requireUserId(String userId) {
		if (userId.isEmpty() || userId.length() > MAX_USER_ID) {
			throw new InvalidIdException(false, "must have 1 to " + MAX_USER_ID + " characters");
		}
		if (!userId.codePoints().allMatch(IdentityKey::isAllowed)) {
			throw new InvalidIdException(false, "must not contain white space, control or format characters");
		}
		for (String segment : userId.split("[/\\\\]", -1)) {
			if (segment.equals(".") || segment.equals("..")) {
				throw new InvalidIdException(false, "must not contain a path segment . or ..");
			}
		}
	}

	// U+FFFD replaces malformed UTF-8 in a decoded text, so the original id is unknown.
	private static boolean isAllowed(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.SURROGATE, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR, Character.FORMAT ->
				false;
			default -> codePoint != 0xFFFD;
		};
	}

	@Override
	public String toString() {
		return this.provider + "|" + this.userId;
	}

}
