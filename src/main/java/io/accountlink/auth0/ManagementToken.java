package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An access token for the Management API. It permits linking any two accounts, so it is
 * never passed outside this folder. The lifetime is a duration ({@code expires_in}), so
 * times are of the monotonic clock.
 *
 * @param value the encoded token
 * @param refreshAt when to fetch the next token
 * @param expiresAt when Auth0 begins to reject it
 * @param rateLimitWait the time that its request waited for Auth0's rate limit
 */
record ManagementToken(String value, Instant refreshAt, Instant expiresAt, Duration rateLimitWait) {

	/**
	 * Schedules the refresh at two thirds of the lifetime, with 10 % jitter, so that
	 * replicas that started together do not refresh together.
	 * @param now monotonic time of the request
	 */
	static ManagementToken issued(String value, Instant now, Duration lifetime, Duration rateLimitWait) {
		double share = ThreadLocalRandom.current().nextDouble(0.9, 1.1) * 2 / 3;
		return new ManagementToken(value, now.plusMillis((long) (lifetime.toMillis() * share)), now.plus(lifetime),
				rateLimitWait);
	}

	boolean isValidAt(Instant time) {
		return time.isBefore(this.expiresAt);
	}

	boolean isRefreshDueAt(Instant time) {
		return !time.isBefore(this.refreshAt);
	}

	String bearer() {
		return "Bearer " + this.value;
	}

	@Override
	public String toString() {
		return "ManagementToken[value withheld, expiresAt=" + this.expiresAt + "]";
	}

}
