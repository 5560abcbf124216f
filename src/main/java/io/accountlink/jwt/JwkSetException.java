package io.accountlink.jwt;

import java.io.IOException;

/**
 * An answer of the issuer that holds no usable JWK set. The message names the cause and
 * what to check.
 */
final class JwkSetException extends IOException {

	JwkSetException(String message) {
		super(message);
	}

}
