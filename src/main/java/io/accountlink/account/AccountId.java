package io.accountlink.account;

/**
 * An Auth0 user id, split where Auth0 splits it: on the first pipe, since enterprise
 * connections put more of them into the rest.
 *
 * @param ownIdentity the login that the account began with and keeps as its first
 */
public record AccountId(IdentityKey ownIdentity) {

	/**
	 * Reads {@code provider|rest}.
	 * @throws InvalidIdException where the text isn't of that form
	 */
	public static AccountId parse(String text) {
		int pipe = text.indexOf('|');
		if (pipe < 0) {
			throw new InvalidIdException(false, "must have the form provider|rest");
		}
		return new AccountId(new IdentityKey(text.substring(0, pipe), text.substring(pipe + 1)));
	}

	@Override
	public String toString() {
		return this.ownIdentity.toString();
	}

}
