package io.accountlink.audit;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of the {@code user_metadata} that a link wrote, or may have written, to the
 * primary account.
 *
 * @param fate {@code carried_over} after a success, otherwise {@code left}: the keys stay
 * at the primary account; absent before the write
 * @param keys the names of the keys that are left, or about to be written: at most 20, of
 * at most 100 characters each, addresses masked as in ids
 * @param keyCount the number of all keys
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MetadataOutcome(@JsonProperty("metadata") @Nullable Fate fate,
		@JsonProperty("metadata_keys") @Nullable List<String> keys, @JsonProperty("metadata_key_count") int keyCount) {

	private static final int MAX_KEYS = 20;

	private static final int MAX_KEY_LENGTH = 100;

	/**
	 * Derives the outcome of a write from that of the request.
	 * @param written the keys that were written, may have been, or are about to be
	 * @return {@code null} where there are none
	 */
	static @Nullable MetadataOutcome of(Outcome request, Set<String> written) {
		if (written.isEmpty()) {
			return null;
		}
		return switch (request) {
			case STARTED -> new MetadataOutcome(null, shortened(written), written.size());
			case DONE -> new MetadataOutcome(Fate.CARRIED_OVER, null, written.size());
			default -> new MetadataOutcome(Fate.LEFT, shortened(written), written.size());
		};
	}

	private static List<String> shortened(Set<String> keys) {
		return keys.stream().sorted().limit(MAX_KEYS).map((key) -> AuditEvent.masked(key, MAX_KEY_LENGTH)).toList();
	}

	/**
	 * Whether the link followed that the metadata was written for.
	 */
	enum Fate {

		CARRIED_OVER, LEFT;

		/**
		 * The spelling in logs and metrics.
		 */
		@JsonValue
		String code() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
