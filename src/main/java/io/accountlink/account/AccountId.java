package io.accountlink.account;

/**
 * An Auth0 user id, {@code provider|rest}: 1 to 512 characters, no control character, no
 * white space at either end. It is split at the first pipe, as Auth0 does: ids of
 * enterprise connections hold further pipes in the rest.
 *
 * @param primaryIdentity the identity that the account was created with, always its first
 */
public record AccountId(IdentityKey primaryIdentity) {

	private static final String ME = "me";

	/**
	 * Parses the account id in a path.
	 * @param segment an Auth0 user id, or {@code me} for the caller's own account
	 * @param subject the {@code sub} of the caller's access token
	 * @throws InvalidIdException if there is no such account
	 */
	public static AccountId inPath(String segment, String subject) {
		if (!segment.equals(ME)) {
			return parse(segment);
		}
		if (subject.indexOf('|') < 0) {
			throw new InvalidIdException(false, "must be an account id: me is for users only");
		}
		return parse(subject);
	}

	/**
	 * Parses {@code provider|rest}.
	 * @throws InvalidIdException if the text does not have that form
	 */
	public static AccountId parse(String text) {
		IdentityKey.requireId(text);
		int pipe = text.indexOf('|');
		if (pipe < 0) {
			throw new InvalidIdException(false, "must have the form provider|rest");
		}
		return new AccountId(new IdentityKey(text.substring(0, pipe), text.substring(pipe + 1)));
	}

	@Override
	public String toString() {
		return this.primaryIdentity.toString();
	}

}
