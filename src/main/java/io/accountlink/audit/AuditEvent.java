package io.accountlink.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Audit record of one request: caller, action, account, outcome. Holds no token and no
 * profile. An e-mail address inside an id is replaced with {@code sha256:} and the first
 * 16 hex digits of the SHA-256 of the address in UTF-8, decoded where its {@code @} is
 * percent-encoded.
 *
 * @param time when the request ended, or its first write to Auth0 was about to be sent
 * @param requestId the {@code X-Request-Id} of the response, which joins the two events
 * @param action {@code link}, {@code unlink}, {@code preview}, {@code list},
 * {@code read}, {@code suggest} or {@code other}
 * @param outcome the outcome of the request
 * @param code the code of the problem, or {@code linked}, {@code already_linked},
 * {@code unlinked}, {@code would_link}, {@code started}
 * @param principal the caller; absent without a valid token
 * @param account the primary account, as named in the path
 * @param identity the identity to link, to preview or to unlink; absent where it was not
 * established
 * @param identities after a success the identities that the account has then, 20 at most
 * @param metadata what became of metadata that was written; absent where none was
 * @param revoke whether Auth0 was asked to end the sessions of the account after an
 * unlink; absent where that is not configured
 * @param traceId the W3C trace id of the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditEvent(Instant time, UUID requestId, Action action, Outcome outcome, String code,
		@JsonUnwrapped @Nullable Principal principal, @Nullable String account, @Nullable String identity,
		@Nullable List<String> identities, @JsonUnwrapped @Nullable MetadataOutcome metadata,
		@Nullable Revocation revoke, @Nullable String traceId) {

	// Plain or percent-encoded any number of times.
	private static final String AT = "(?:@|%(?:25)*+40)";

	// A word between pipes and white space that holds an @, which may have spaces around
	// it. With a quotation mark, all between two pipes: a quoted local part may hold
	// spaces (RFC 5321 section 4.1.2). Lookbehind and possessive quantifiers keep
	// matching linear.
	private static final Pattern ADDRESS = Pattern
		.compile("(?U)(?<![^|])(?=[^|\"]*\")[^|]+" + AT + "[^|]+|(?<![^|\\s])[^|\\s]+\\s*+" + AT + "\\s*+[^|\\s]+");

	private static final Pattern PERCENT_ENCODED = Pattern.compile("%(?:25)*([2-7][0-9A-Fa-f])");

	private static final int HASH_DIGITS = 16;

	private static final int MAX_IDENTITIES = 20;

	AuditEvent {
		account = maskAddresses(account);
		identity = maskAddresses(identity);
		identities = (identities == null) ? null
				: identities.stream().limit(MAX_IDENTITIES).map(AuditEvent::masked).toList();
	}

	// An operator can compute the hash of a known address and search for it.
	private static @Nullable String maskAddresses(@Nullable String id) {
		return (id == null) ? null : masked(id);
	}

	private static String masked(String id) {
		return ADDRESS.matcher(id).replaceAll((address) -> "sha256:" + hash(decoded(address.group())));
	}

	/**
	 * Masks the addresses in a text and cuts it off.
	 * @param maxLength the number of code points to keep
	 */
	static String masked(String text, int maxLength) {
		return cutOff(masked(text), maxLength);
	}

	private static String cutOff(String text, int maxLength) {
		return (text.codePointCount(0, text.length()) <= maxLength) ? text
				: text.substring(0, text.offsetByCodePoints(0, maxLength));
	}

	private static String decoded(String address) {
		return (address.indexOf('@') >= 0) ? address : PERCENT_ENCODED.matcher(address)
			.replaceAll(
					(digits) -> Matcher.quoteReplacement(Character.toString(HexFormat.fromHexDigits(digits.group(1)))));
	}

	private static String hash(String address) {
		return Sha256.hex(address.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
	}

	/**
	 * Who asks.
	 *
	 * @param caller the {@code sub} of the access token
	 * @param clientId the client that the access token was issued to
	 * @param callerKind {@code user}, {@code machine}, {@code operator} or {@code other}
	 * @param orgId the {@code org_id} of the access token
	 * @param actor who acts for the caller, the outermost first: at most 5, of at most
	 * 128 characters each
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Principal(String caller, @Nullable String clientId, String callerKind, @Nullable String orgId,
			@Nullable List<String> actor) {

		private static final int MAX_ACTORS = 5;

		private static final int MAX_LENGTH = 128;

		Principal {
			caller = maskedSubject(caller);
			orgId = (orgId == null) ? null : masked(orgId, MAX_LENGTH);
			actor = (actor == null) ? null
					: actor.stream().limit(MAX_ACTORS).map((each) -> cutOff(maskedSubject(each), MAX_LENGTH)).toList();
		}

		// A machine's client id with a suffix and an anonymous visitor are no addresses.
		private static String maskedSubject(String subject) {
			boolean isReadable = subject.indexOf('|') < 0
					&& (subject.endsWith("@clients") || subject.startsWith("anon@"));
			return isReadable ? subject : masked(subject);
		}

	}

	/**
	 * Outcome of a request.
	 */
	enum Outcome {

		/**
		 * The first write to Auth0 is about to be sent. Another event follows, unless the
		 * process is killed.
		 */
		STARTED,
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
		 * Derives the outcome from the problem that the request ended in.
		 * @param problem the problem; {@code null} after a success
		 * @param outcomeUnknown whether it is unknown if Auth0 made the change
		 */
		static Outcome of(@Nullable ProblemType problem, boolean outcomeUnknown) {
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
