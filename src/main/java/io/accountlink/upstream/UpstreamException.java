package io.accountlink.upstream;

import java.time.Duration;

import io.accountlink.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call that brought no success, told apart by what it means for the next
 * step. Carries the problem that the caller gets where nothing better is learnt.
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
	 * Whether the server is in trouble, which is what breakers count.
	 */
	boolean isTrouble() {
		return false;
	}

	/**
	 * The server understood, and said no: nothing has changed.
	 */
	public static final class Refused extends UpstreamException {

		public Refused(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The server doesn't take our credentials: nothing has changed.
	 */
	public static final class Unauthorized extends UpstreamException {

		public Unauthorized(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The server takes no more calls for now: nothing has changed.
	 */
	public static final class Busy extends UpstreamException {

		private final transient @Nullable Duration wait;

		/**
		 * Remembers how long to wait.
		 * @param wait as the server says; {@code null} where it says nothing sensible
		 */
		public Busy(ProblemException problem, @Nullable Duration wait) {
			super(problem, null);
			this.wait = wait;
		}

		@Nullable Duration waitBeforeRepeating() {
			return this.wait;
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
		boolean isTrouble() {
			return true;
		}

	}

	/**
	 * The breaker is open: the call was not even tried.
	 */
	static final class NotTried extends UpstreamException {

		NotTried(ProblemException problem) {
			super(problem, null);
		}

	}

	/**
	 * The call may have done its work, now or when it was made before; only looking
	 * tells. The problem is the true one where looking shows that it hasn't.
	 */
	public static final class OutcomeUnknown extends UpstreamException {

		private final Reason reason;

		private OutcomeUnknown(ProblemException problem, @Nullable Throwable cause, Reason reason) {
			super(problem, cause);
			this.reason = reason;
		}

		/**
		 * The server failed, or its answer was lost or unreadable.
		 */
		public static OutcomeUnknown trouble(ProblemException problem, @Nullable Throwable cause) {
			return new OutcomeUnknown(problem, cause, Reason.TROUBLE);
		}

		/**
		 * The server's refusal is one that a repetition of a successful call meets, too.
		 */
		public static OutcomeUnknown madeBefore(ProblemException problem) {
			return new OutcomeUnknown(problem, null, Reason.MADE_BEFORE);
		}

		/**
		 * The server's refusal is one that nobody knows.
		 */
		public static OutcomeUnknown unheardOf(ProblemException problem) {
			return new OutcomeUnknown(problem, null, Reason.UNHEARD_OF);
		}

		/**
		 * Whether the call has been made before, if looking shows its work done.
		 */
		public boolean saysMadeBefore() {
			return this.reason == Reason.MADE_BEFORE;
		}

		@Override
		boolean isTrouble() {
			return this.reason == Reason.TROUBLE;
		}

		private enum Reason {

			TROUBLE, MADE_BEFORE, UNHEARD_OF

		}

	}

}
