package io.accountlink.jwt;

/**
 * A token that proves nothing. The message is one of ours and never quotes the token.
 */
public final class InvalidTokenException extends RuntimeException {

	public InvalidTokenException(String message) {
		super(message, null, false, false);
	}

}
