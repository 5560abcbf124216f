package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An access token for the Management API: it could link anyone to anyone, so it never
 * leaves this folder.
 *
 * @param value what goes into the header
 * @param renewAt when to fetch its successor
 * @param expiresAt when Auth0 stops taking it
 * @param waited how long Auth0's rate limit kept it back
 */
record ManagementToken(String value, Instant renewAt, Instant expiresAt, Duration waited) {

	/**
	 * Spreads renewals, so that replicas that started together don't renew together.
	 */
	static ManagementToken issued(String value, Instant now, Duration life, Duration waited) {
		double share = ThreadLocalRandom.current().nextDouble(0.9, 1.1) * 2 / 3;
		return new ManagementToken(value, now.plusMillis((long) (life.toMillis() * share)), now.plus(life), waited);
	}

	boolean isGoodAt(Instant time) {
		return time.isBefore(this.expiresAt);
	}

	boolean wantsRenewalAt(Instant time) {
		return !time.isBefore(this.renewAt);
	}

	String bearer() {
		return "Bearer " + this.value;
	}

	@Override
	public String toString() {
		return "ManagementToken[value withheld, expiresAt=" + this.expiresAt + "]";
	}

}
