package io.accountlink.upstream;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.accountlink.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A failed call, classified by what the failure means for retry and reconciliation. It
 * carries the problem for the caller where reconciliation finds nothing better.
 */
public abstract sealed class UpstreamException extends RuntimeException {

	private final ProblemException problem;

	private UpstreamException(ProblemException problem, @Nullable Throwable cause) {
		super(problem.getMessage(), cause, false, false);
		this.problem = problem;
	}

	public ProblemException problem() {
		return this.problem;
	}

	/**
	 * Whether the circuit breaker records this as a failure.
	 */
	boolean isFailure() {
		return false;
	}

	/**
	 * The server refused the call: nothing has changed.
	 */
	public static final class Refused extends UpstreamException {

		public Refused(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The server refused the access token: nothing has changed.
	 */
	public static final class Unauthorized extends UpstreamException {

		public Unauthorized(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The server's rate limit is exhausted: nothing has changed.
	 */
	public static final class RateLimited extends UpstreamException {

		private final transient @Nullable Duration retryAfter;

		/**
		 * Creates the exception.
		 * @param retryAfter the time until the rate limit resets; {@code null} where the
		 * server does not tell it
		 */
		public RateLimited(ProblemException problem, @Nullable Duration retryAfter) {
			super(problem, null);
			this.retryAfter = retryAfter;
		}

		@Nullable Duration retryAfter() {
			return this.retryAfter;
		}

	}

	/**
	 * There was no connection, so nothing was sent.
	 */
	public static final class NotSent extends UpstreamException {

		public NotSent(ProblemException problem, @Nullable Throwable cause) {
			super(problem, cause);
		}

		@Override
		boolean isFailure() {
			return true;
		}

	}

	/**
	 * The circuit breaker is open or no time is left, so nothing was sent.
	 */
	static final class NotPermitted extends UpstreamException {

		NotPermitted(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The write may have been carried out, by this call or by an earlier one.
	 * Reconciliation reads the account. {@code problem} is reported if the read does not
	 * find the change and the write is not pending.
	 */
	public static final class OutcomeUnknown extends UpstreamException {

		private static final Set<Reason> PENDING = EnumSet.of(Reason.NO_RESPONSE, Reason.REQUEST_TIMEOUT,
				Reason.RESPONSE_TOO_LARGE, Reason.INTERRUPTED);

		private final Reason reason;

		/**
		 * Creates the exception.
		 * @param reason why the outcome is unknown
		 */
		public OutcomeUnknown(ProblemException problem, Reason reason, @Nullable Throwable cause) {
			super(problem, cause);
			this.reason = reason;
		}

		/**
		 * Whether the change, if the read finds it, is from an earlier call.
		 */
		public boolean isPossibleDuplicate() {
			return this.reason == Reason.POSSIBLE_DUPLICATE;
		}

		/**
		 * Whether the write may take effect after the read. A read that does not find the
		 * change is then inconclusive.
		 */
		public boolean isPending() {
			return PENDING.contains(this.reason);
		}

		@Override
		boolean isFailure() {
			return this.reason == Reason.SERVER_ERROR || this.reason == Reason.NO_RESPONSE;
		}

		/**
		 * Whether this service gave the call up, which tells nothing about the server.
		 */
		boolean isInterrupted() {
			return this.reason == Reason.INTERRUPTED;
		}

		/**
		 * Why the outcome of a write is unknown.
		 */
		public enum Reason {

			/** The server itself answered with an error, or with an unusable success. */
			SERVER_ERROR,

			/**
			 * The call was sent and has no definite answer: the server may carry it out
			 * later.
			 */
			NO_RESPONSE,

			/**
			 * The server or an edge in front of it timed out waiting for the request (RFC
			 * 9110, section 15.5.9), which may have reached the server all the same.
			 */
			REQUEST_TIMEOUT,

			/**
			 * The response is larger than is read: of the server, or of an edge in front
			 * of it.
			 */
			RESPONSE_TOO_LARGE,

			/** This service gave the call up. */
			INTERRUPTED,

			/**
			 * The server refused the call as it refuses a repetition of a successful
			 * call.
			 */
			POSSIBLE_DUPLICATE,

			/** The server refused the call for a reason that is not known. */
			UNKNOWN_REFUSAL

		}

	}

}
