package io.accountlink.ratelimit;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.bucket4j.Bucket;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts for this instance alone, and forgets a user whose period is over.
 */
@Component
class InMemoryRateLimiter implements RateLimiter {

	private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

	private final RateLimitSettings settings;

	private final ClockMeter time;

	InMemoryRateLimiter(RateLimitSettings settings, Clock clock) {
		this.settings = settings;
		this.time = new ClockMeter(clock);
	}

	@Override
	public Permit take(String subject) {
		return Permit.of(this.buckets.computeIfAbsent(subject, (newcomer) -> bucket()).tryConsumeAndReturnRemaining(1));
	}

	private Bucket bucket() {
		return Bucket.builder().addLimit(this.settings.bandwidth()).withCustomTimePrecision(this.time).build();
	}

	@Scheduled(fixedDelay = 60_000)
	void forgetTheFull() {
		this.buckets.values().removeIf((bucket) -> bucket.getAvailableTokens() == this.settings.capacity());
	}

	int size() {
		return this.buckets.size();
	}

}
