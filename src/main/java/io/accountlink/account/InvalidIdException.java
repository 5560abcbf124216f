package io.accountlink.account;

/**
 * Says what keeps a text from being an Auth0 id, without repeating the text.
 */
public final class InvalidIdException extends IllegalArgumentException {

	private final boolean ofProvider;

	private final String rule;

	InvalidIdException(boolean ofProvider, String rule) {
		super(rule);
		this.ofProvider = ofProvider;
		this.rule = rule;
	}

	/**
	 * Whether the provider is at fault, and not the rest of the id.
	 */
	public boolean isOfProvider() {
		return this.ofProvider;
	}

	public String rule() {
		return this.rule;
	}

}
