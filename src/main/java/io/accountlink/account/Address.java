package io.accountlink.account;

/**
 * An address of an account by which somebody gets into it.
 *
 * @param type the type of the address
 * @param text the address; empty where it is no text
 * @param verification what the account says about it
 */
public record Address(Type type, String text, Verification verification) {

	@Override
	public String toString() {
		return "Address[personal data withheld]";
	}

	/**
	 * What an account's flag says about an address.
	 */
	public enum Verification {

		VERIFIED,
		/** The flag is the text {@code true}, as Apple's logins have it. */
		VERIFIED_AS_TEXT, UNVERIFIED,
		/** The address is no text, so it can be neither verified nor looked up. */
		NO_TEXT

	}

	/**
	 * Type of an address.
	 */
	public enum Type {

		EMAIL("e-mail address"), PHONE_NUMBER("phone number");

		private final String term;

		Type(String term) {
			this.term = term;
		}

		public String term() {
			return this.term;
		}

	}

}
