package io.accountlink.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Who tried what on which account, and what came of it. Holds no token and no profile,
 * and of an id that is an e-mail address a hash.
 *
 * @param time when the attempt ended
 * @param action {@code link}, {@code unlink} or {@code list}
 * @param outcome what came of it
 * @param code the problem's code, or {@code linked}, {@code already_linked},
 * {@code unlinked}
 * @param caller the {@code sub} of the access token, where there was a valid one
 * @param clientId the application that it was issued to
 * @param callerKind user, machine or operator
 * @param account the primary account, as the path named it
 * @param identity the identity to link or unlink, where it was established
 * @param traceId the trace that the request belongs to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEvent(Instant time, String action, Outcome outcome, String code, @Nullable String caller,
		@Nullable String clientId, @Nullable String callerKind, @Nullable String account, @Nullable String identity,
		@Nullable String traceId) {

	private static final Pattern ADDRESS = Pattern.compile("[^|@\\s]+@[^|@\\s]+\\.[^|@\\s]+");

	private static final int ENOUGH_OF_A_HASH = 16;

	public AuditEvent {
		caller = withoutAddress(caller);
		account = withoutAddress(account);
		identity = withoutAddress(identity);
	}

	// Whoever knows an address finds its events, and nobody learns an address from them.
	private static @Nullable String withoutAddress(@Nullable String id) {
		return (id == null || id.indexOf('@') < 0) ? id
				: ADDRESS.matcher(id).replaceAll((address) -> "sha256:" + hash(address.group()));
	}

	private static String hash(String address) {
		try {
			byte[] bytes = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(bytes).substring(0, ENOUGH_OF_A_HASH);
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * What came of an attempt.
	 */
	public enum Outcome {

		/** It is as the caller wanted it. */
		DONE,
		/** The caller may not, or asked for what can't be. */
		REFUSED,
		/** Nothing was changed, for reasons that aren't the caller's. */
		FAILED,
		/** It may or may not have been done. */
		UNKNOWN;

		/**
		 * As logs and metrics spell it.
		 */
		@JsonValue
		String code() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * What came of an attempt that ended in this problem, or in none.
		 * @param inDoubt whether nobody could learn what came of a change
		 */
		public static Outcome of(@Nullable ProblemType problem, boolean inDoubt) {
			if (problem == null) {
				return DONE;
			}
			if (inDoubt) {
				return UNKNOWN;
			}
			return (problem.status() < 500) ? REFUSED : FAILED;
		}

	}

}
