package io.accountlink.upstream;

import java.util.concurrent.atomic.AtomicReference;

import io.accountlink.settings.ConnectionFailure;
import io.accountlink.upstream.UpstreamException.NotPermitted;
import io.accountlink.upstream.UpstreamException.NotSent;
import io.accountlink.upstream.UpstreamException.Inconclusive;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs transitions only: the cause when connections begin to fail or fail for another
 * cause, and the first call that has an answer again.
 */
final class ConnectionLog {

	private static final Log log = LogFactory.getLog(ConnectionLog.class);

	private final AtomicReference<@Nullable String> cause = new AtomicReference<>();

	void record(@Nullable UpstreamException failure) {
		switch (failure) {
			case NotSent notSent when notSent.getCause() != null ->
				recordFailure(ConnectionFailure.describe(notSent.getCause()));
			case NotPermitted notPermitted -> {
			}
			case Inconclusive unknown when unknown.isPending() || unknown.isNotReached() -> {
			}
			case null, default -> recordAnswer();
		}
	}

	private void recordAnswer() {
		if (this.cause.getAndSet(null) != null) {
			log.info("Auth0 can be reached again.");
		}
	}

	private void recordFailure(String description) {
		if (!description.equals(this.cause.getAndSet(description))) {
			log.warn("Auth0 can't be reached: " + description + ".");
		}
	}

}
