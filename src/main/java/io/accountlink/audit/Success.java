package io.accountlink.audit;

import java.util.Locale;

/**
 * How a request succeeded: the code of its audit event.
 */
public enum Success {

	READ, LINKED, ALREADY_LINKED, WOULD_LINK, UNLINKED;

	/**
	 * The spelling in responses, logs and metrics.
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
