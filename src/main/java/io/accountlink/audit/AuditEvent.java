package io.accountlink.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Audit record of one attempt: caller, action, account, outcome. Holds no token and no
 * profile. An e-mail address inside an id is replaced with {@code sha256:} and the first
 * 16 hex digits of the SHA-256 of the address in UTF-8, decoded where its {@code @} is
 * percent-encoded.
 *
 * @param time when the attempt ended
 * @param action {@code link}, {@code unlink}, {@code preview}, {@code list},
 * {@code read}, {@code suggest} or {@code other}
 * @param outcome the outcome of the attempt
 * @param code the code of the problem, or {@code linked}, {@code already_linked},
 * {@code unlinked}, {@code would_link}
 * @param caller the {@code sub} of the access token; absent without a valid token
 * @param clientId the client that the access token was issued to
 * @param callerKind {@code user}, {@code machine} or {@code operator}
 * @param account the primary account, as named in the path
 * @param identity the identity to link, to preview or to unlink; absent where it was not
 * established
 * @param metadata what became of metadata that was written; absent where none was
 * @param traceId the W3C trace id of the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEvent(Instant time, String action, Outcome outcome, String code, @Nullable String caller,
		@Nullable String clientId, @Nullable String callerKind, @Nullable String account, @Nullable String identity,
		@JsonUnwrapped @Nullable MetadataOutcome metadata, @Nullable String traceId) {

	// A part of an id between pipes that holds an @, plain or percent-encoded any number
	// of times. The lookbehind keeps matching linear.
	private static final Pattern ADDRESS = Pattern.compile("(?<![^|\\s])[^|\\s]+(?:@|%(?:25)*40)[^|\\s]+");

	private static final Pattern PERCENT_ENCODED = Pattern.compile("%(?:25)*([2-7][0-9A-Fa-f])");

	private static final String CLIENT_SUFFIX = "@clients";

	private static final int HASH_DIGITS = 16;

	public AuditEvent {
		caller = isMachine(caller) ? caller : maskAddresses(caller);
		account = maskAddresses(account);
		identity = maskAddresses(identity);
	}

	private static boolean isMachine(@Nullable String subject) {
		return subject != null && subject.endsWith(CLIENT_SUFFIX) && subject.indexOf('|') < 0;
	}

	// An operator can compute the hash of a known address and search for it. The sub of a
	// machine is its client id with a suffix.
	static @Nullable String maskAddresses(@Nullable String id) {
		return (id == null) ? null
				: ADDRESS.matcher(id).replaceAll((address) -> "sha256:" + hash(decoded(address.group())));
	}

	private static String decoded(String address) {
		return (address.indexOf('@') >= 0) ? address : PERCENT_ENCODED.matcher(address)
			.replaceAll(
					(digits) -> Matcher.quoteReplacement(Character.toString(HexFormat.fromHexDigits(digits.group(1)))));
	}

	private static String hash(String address) {
		try {
			byte[] bytes = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(bytes).substring(0, HASH_DIGITS);
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * Outcome of an attempt.
	 */
	public enum Outcome {

		/** The requested state holds. */
		DONE,
		/** The request was refused with a 4xx status; no identity was changed. */
		REFUSED,
		/** The request failed with a 5xx status; no identity was changed. */
		FAILED,
		/** Auth0 may or may not have made the change. */
		UNKNOWN;

		/**
		 * The spelling in logs and metrics.
		 */
		@JsonValue
		String code() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Derives the outcome from the problem that the attempt ended in.
		 * @param problem the problem; {@code null} after a success
		 * @param outcomeUnknown whether it is unknown if Auth0 made the change
		 */
		public static Outcome of(@Nullable ProblemType problem, boolean outcomeUnknown) {
			if (problem == null) {
				return DONE;
			}
			if (outcomeUnknown) {
				return UNKNOWN;
			}
			return (problem.status() < 500) ? REFUSED : FAILED;
		}

	}

}
