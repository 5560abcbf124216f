package io.accountlink.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Token buckets of this instance alone. A bucket expires when it was not used for a
 * period, because it is full again then.
 */
@Component
class InMemoryRateLimiter implements RateLimiter {

	/**
	 * Bound on memory, about 20 MiB. Above it Caffeine evicts buckets. Only users with a
	 * valid access token get a bucket, so that a user who wants to reset a bucket by
	 * eviction needs the tokens of as many other users within one period.
	 */
	static final int MAXIMUM_SIZE = 50_000;

	private final Cache<String, Bucket> buckets;

	private final RateLimitSettings settings;

	private final TimeMeter time;

	InMemoryRateLimiter(RateLimitSettings settings, TimeMeter time, MeterRegistry meters) {
		this.settings = settings;
		this.time = time;
		this.buckets = CaffeineCacheMetrics.monitor(meters,
				Caffeine.newBuilder()
					.maximumSize(MAXIMUM_SIZE)
					.expireAfterAccess(settings.period())
					.ticker(time::currentTimeNanos)
					.recordStats()
					.build(),
				"rate-limit");
	}

	@Override
	public Permit tryConsume(String subject) {
		return Permit.of(this.buckets.get(subject, (_) -> bucket()).tryConsumeAndReturnRemaining(1));
	}

	private Bucket bucket() {
		return Bucket.builder().addLimit(this.settings.bandwidth()).withCustomTimePrecision(this.time).build();
	}

}
