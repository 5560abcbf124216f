package io.accountlink.audit;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Whether Auth0 was asked, after an unlink, to end the sessions and refresh tokens of the
 * account.
 */
public enum Revocation {

	ACCEPTED, FAILED;

	/**
	 * The spelling in logs and metrics.
	 */
	@JsonValue
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
