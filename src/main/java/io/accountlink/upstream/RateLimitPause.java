package io.accountlink.upstream;

import java.time.Duration;
import java.time.Instant;

import io.accountlink.settings.MonotonicClock;
import io.accountlink.upstream.UpstreamException.RateLimited;
import org.jspecify.annotations.Nullable;

/**
 * Remembers until when the server refuses calls of one kind, 30 s at most, so that they
 * are not sent to be refused.
 */
final class RateLimitPause {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private final MonotonicClock clock;

	private volatile @Nullable Pause pause;

	RateLimitPause(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Begins a pause where the refusal tells when the rate limit resets.
	 */
	void begin(RateLimited refusal) {
		Duration untilReset = refusal.pause();
		if (untilReset != null) {
			Instant now = this.clock.instant();
			Duration length = (untilReset.compareTo(LONGEST) < 0) ? untilReset : LONGEST;
			Pause current = this.pause;
			if (current == null || now.plus(length).isAfter(current.end)) {
				this.pause = new Pause(refusal, now.plus(length), now.plus(untilReset));
			}
		}
	}

	/**
	 * Ends the pause: a call that has waited for the reset was not refused.
	 */
	void end() {
		this.pause = null;
	}

	/**
	 * The refusal of a call during the pause; {@code null} where there is none. Its
	 * {@code Retry-After} is the time until the rate limit resets.
	 */
	@Nullable RateLimited current() {
		Pause current = this.pause;
		Instant now = this.clock.instant();
		if (current == null || !now.isBefore(current.end)) {
			return null;
		}
		Duration untilReset = Duration.between(now, current.reset);
		return new RateLimited(current.refusal.problem().retryAfter(untilReset), untilReset, null);
	}

	private record Pause(RateLimited refusal, Instant end, Instant reset) {
	}

}
