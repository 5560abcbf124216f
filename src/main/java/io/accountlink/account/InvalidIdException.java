package io.accountlink.account;

/**
 * A text is no Auth0 user id. The message names the rule and never repeats the text.
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
	 * Whether the provider breaks the rule, as opposed to the user id.
	 */
	public boolean isOfProvider() {
		return this.ofProvider;
	}

	public String rule() {
		return this.rule;
	}

}
