package io.accountlink.audit;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * What became of the {@code user_metadata} that a link wrote, or may have written, to the
 * primary account.
 *
 * @param outcome {@code carried_over} after a success, otherwise {@code left}: the keys
 * stay at the primary account
 * @param keys the names of the keys that were left: at most 20, of at most 100 characters
 * each, addresses masked as in ids
 * @param keyCount the number of all keys
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetadataOutcome(@JsonProperty("metadata") String outcome,
		@JsonProperty("metadata_keys") @Nullable List<String> keys, @JsonProperty("metadata_key_count") int keyCount) {

	static final List<String> OUTCOMES = List.of("carried_over", "left");

	private static final int MAX_KEYS = 20;

	private static final int MAX_KEY_LENGTH = 100;

	/**
	 * Derives the outcome of a write from the problem that the attempt ended in.
	 * @param problem the problem; {@code null} after a success
	 * @param written the keys that were or may have been written
	 * @return {@code null} where nothing was written
	 */
	public static @Nullable MetadataOutcome of(@Nullable ProblemType problem, Set<String> written) {
		if (written.isEmpty()) {
			return null;
		}
		return (problem == null) ? new MetadataOutcome("carried_over", null, written.size())
				: new MetadataOutcome("left", shortened(written), written.size());
	}

	private static List<String> shortened(Set<String> keys) {
		return keys.stream()
			.sorted()
			.limit(MAX_KEYS)
			.map((key) -> String.valueOf(AuditEvent.maskAddresses(key)))
			.map(MetadataOutcome::shortened)
			.toList();
	}

	private static String shortened(String key) {
		return (key.codePointCount(0, key.length()) <= MAX_KEY_LENGTH) ? key
				: key.substring(0, key.offsetByCodePoints(0, MAX_KEY_LENGTH));
	}

}
