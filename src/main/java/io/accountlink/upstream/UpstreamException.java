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
	 * The access token was refused: nothing has changed.
	 */
	public static final class Unauthorized extends UpstreamException {

		private final transient UpstreamException unresolved;

		/**
		 * Creates the exception.
		 * @param unresolved what the refusal means where another token does not help
		 */
		public Unauthorized(UpstreamException unresolved) {
			super(unresolved.problem(), unresolved);
			this.unresolved = unresolved;
		}

		public UpstreamException unresolved() {
			return this.unresolved;
		}

	}

	/**
	 * The server's rate limit is exhausted: nothing has changed.
	 */
	public static final class RateLimited extends UpstreamException {

		private final transient @Nullable Duration retryAfter;

		private final transient @Nullable Duration pause;

		/**
		 * Creates the exception.
		 * @param retryAfter the time until the rate limit resets; {@code null} where the
		 * server does not tell it
		 * @param pause how long other calls of this kind are refused, too; {@code null}
		 * where the refusal is about this call alone
		 */
		public RateLimited(ProblemException problem, @Nullable Duration retryAfter, @Nullable Duration pause) {
			super(problem, null);
			this.retryAfter = retryAfter;
			this.pause = pause;
		}

		@Nullable Duration retryAfter() {
			return this.retryAfter;
		}

		@Nullable Duration pause() {
			return this.pause;
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
	public static final class Inconclusive extends UpstreamException {

		private static final Set<Reason> FAILURES = EnumSet.of(Reason.SERVER_ERROR, Reason.NO_RESPONSE);

		private static final Set<Reason> PENDING = EnumSet.of(Reason.NO_RESPONSE, Reason.REQUEST_TIMEOUT,
				Reason.UNUSABLE_RESPONSE, Reason.INTERRUPTED);

		private static final Set<Reason> NOT_CARRIED_OUT = EnumSet.of(Reason.REFUSED, Reason.MALFORMED,
				Reason.NOT_REACHED);

		private final Reason reason;

		/**
		 * Creates the exception.
		 * @param reason why the outcome is unknown
		 */
		public Inconclusive(ProblemException problem, Reason reason, @Nullable Throwable cause) {
			super(problem, cause);
			this.reason = reason;
		}

		/**
		 * Whether this call was not carried out, so that the change, if the read finds
		 * it, is from an earlier one.
		 */
		public boolean isNotCarriedOut() {
			return NOT_CARRIED_OUT.contains(this.reason);
		}

		/**
		 * Whether the call was not processed, which tells nothing of an earlier one.
		 */
		public boolean isNotProcessed() {
			return isNotReached() || isMalformed();
		}

		/**
		 * Whether the call did not reach the server.
		 */
		boolean isNotReached() {
			return this.reason == Reason.NOT_REACHED;
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
			return FAILURES.contains(this.reason);
		}

		/**
		 * Whether the request itself is wrong, which is a defect of this service.
		 */
		boolean isMalformed() {
			return this.reason == Reason.MALFORMED;
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

			/**
			 * The server itself answered with an error, or with a success that
			 * contradicts itself.
			 */
			SERVER_ERROR,

			/**
			 * The call was sent and has no answer of the server: the server may carry it
			 * out later.
			 */
			NO_RESPONSE,

			/**
			 * The server or an edge in front of it timed out waiting for the request (RFC
			 * 9110, section 15.5.9), which may have reached the server all the same.
			 */
			REQUEST_TIMEOUT,

			/**
			 * A success that is larger than is read, or of another form: of the server,
			 * or of an edge in front of it.
			 */
			UNUSABLE_RESPONSE,

			/** This service gave the call up. */
			INTERRUPTED,

			/** The server refused the call, perhaps because it repeats an earlier one. */
			REFUSED,

			/** The server refused the form of the request. */
			MALFORMED,

			/** An edge in front of the server refused the call. */
			NOT_REACHED

		}

	}

}
