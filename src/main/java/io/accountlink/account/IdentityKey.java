package io.accountlink.account;

import java.util.regex.Pattern;

/**
 * Which identity is meant: Auth0 tells identities apart by provider and user id.
 *
 * @param provider the strategy that the login goes through: lower-case letters, digits
 * and {@code -}, at most 64
 * @param userId the provider's own id of the user, 1 to 255 characters, no white space;
 * it may hold {@code |}, {@code /} and whatever else a provider thinks of
 */
public record IdentityKey(String provider, String userId) {

	private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,64}");

	private static final int MAX_USER_ID = 255;

	public IdentityKey {
		requireProvider(provider);
		requireUserId(userId);
	}

	/**
	 * Takes a user id also as the whole account id that people like to paste. A user id
	 * that really begins with its own provider has to be given whole.
	 */
	public static IdentityKey ofPasted(String provider, String userId) {
		String own = provider + "|";
		return new IdentityKey(provider, userId.startsWith(own) ? userId.substring(own.length()) : userId);
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
			throw new InvalidIdException(false, "must hold no white space and no control characters");
		}
		for (String part : userId.split("[/\\\\]", -1)) {
			if (part.equals(".") || part.equals("..")) {
				throw new InvalidIdException(false, "must hold no path steps");
			}
		}
	}

	// U+FFFD is what is left of bytes that were no UTF-8: the id that was meant is lost.
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
