package io.accountlink.upstream;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.upstream.UpstreamException.Inconclusive;

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
	 * @param whenUnknown runs where nothing tells if the write was carried out
	 * @throws ProblemException where the account can't be read: {@code auth0_timeout},
	 * except where the read itself or the write's own problem tells more
	 */
	public static <T> T read(Inconclusive write, Supplier<T> read, Runnable whenUnknown) {
		try {
			return read.get();
		}
		catch (ProblemException failed) {
			if (!write.isPending() && ABOUT_THE_ACCOUNT.contains(failed.type())) {
				throw failed;
			}
			if (tellsItsCause(write)) {
				throw write.problem();
			}
			ProblemException inconclusive = inconclusive(whenUnknown);
			throw failed.retryAfter().map(inconclusive::retryAfter).orElse(inconclusive);
		}
	}

	private static boolean tellsItsCause(Inconclusive write) {
		return write.isNotProcessed() || write.problem().type() == ProblemType.AUTH0_MISCONFIGURED;
	}

	/**
	 * The problem of a write whose change was not found.
	 * @param whenUnknown runs where nothing tells if the write was carried out
	 */
	public static ProblemException notFound(Inconclusive write, Runnable whenUnknown) {
		return write.isPending() ? inconclusive(whenUnknown) : write.problem();
	}

	private static ProblemException inconclusive(Runnable whenUnknown) {
		whenUnknown.run();
		return ProblemType.AUTH0_TIMEOUT.problem();
	}

}
