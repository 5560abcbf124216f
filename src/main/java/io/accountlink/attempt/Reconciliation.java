package io.accountlink.attempt;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.OutcomeUnknown;

/**
 * Reads after a write with an unknown outcome. A pending write may take effect after the
 * read: a read that does not find the change is then inconclusive.
 */
public final class Reconciliation {

	private static final Set<ProblemType> ABOUT_THE_ACCOUNT = EnumSet.of(ProblemType.ACCOUNT_NOT_FOUND,
			ProblemType.INVALID_REQUEST);

	private Reconciliation() {
	}

	/**
	 * Reads the primary account.
	 * @throws ProblemException where the account can't be read: {@code auth0_timeout},
	 * except where the read itself or the write's own problem tells more
	 */
	public static <T> T read(OutcomeUnknown unknown, Supplier<T> read, Attempt attempt) {
		try {
			return read.get();
		}
		catch (ProblemException failed) {
			if (!unknown.isPending() && ABOUT_THE_ACCOUNT.contains(failed.type())) {
				throw failed;
			}
			if (tellsItsCause(unknown)) {
				throw unknown.problem();
			}
			ProblemException inconclusive = inconclusive(attempt);
			throw failed.retryAfter().map(inconclusive::retryAfter).orElse(inconclusive);
		}
	}

	private static boolean tellsItsCause(OutcomeUnknown unknown) {
		return unknown.isNotProcessed() || unknown.problem().type() == ProblemType.AUTH0_MISCONFIGURED;
	}

	/**
	 * The problem of a write whose change was not found.
	 */
	public static ProblemException notFound(OutcomeUnknown unknown, Attempt attempt) {
		return unknown.isPending() ? inconclusive(attempt) : unknown.problem();
	}

	private static ProblemException inconclusive(Attempt attempt) {
		attempt.markOutcomeUnknown();
		return ProblemType.AUTH0_TIMEOUT.withDetail(
				"Auth0 gave no definite answer, so the outcome is unknown. The request may be repeated safely.");
	}

}
