package io.accountlink.audit;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a request asks for, in audit events and metrics.
 */
enum Action {

	LINK(true), UNLINK(true), PREVIEW(true), LIST(false), READ(false), SUGGEST(false), OTHER(false);

	private final boolean isAlwaysRecorded;

	Action(boolean isAlwaysRecorded) {
		this.isAlwaysRecorded = isAlwaysRecorded;
	}

	/**
	 * Whether successes and failures are recorded too, not refusals only.
	 */
	boolean isAlwaysRecorded() {
		return this.isAlwaysRecorded;
	}

	/**
	 * The spelling in logs and metrics.
	 */
	@JsonValue
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
