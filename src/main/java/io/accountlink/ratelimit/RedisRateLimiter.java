package io.accountlink.ratelimit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.accountlink.redis.ConditionalOnRedis;
import io.accountlink.redis.Redis;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Token buckets in Redis, shared by all replicas. Fails open: where Redis fails, the
 * buckets of this instance count.
 */
@Component
@Primary
@ConditionalOnRedis
class RedisRateLimiter implements RateLimiter {

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

	private final Redis redis;

	private final InMemoryRateLimiter fallback;

	private final RateLimitSettings settings;

	private final TimeMeter time;

	RedisRateLimiter(@Qualifier("rateLimitRedis") Redis redis, InMemoryRateLimiter fallback, RateLimitSettings settings,
			@Qualifier("wallClockTime") TimeMeter time) {
		this.redis = redis;
		this.fallback = fallback;
		this.settings = settings;
		this.time = time;
	}

	@Override
	public Permit tryConsume(String subject) {
		return this.redis.execute((connection) -> tryConsume(connection, subject),
				() -> this.fallback.tryConsume(subject));
	}

	private CompletionStage<Permit> tryConsume(StatefulRedisConnection<byte[], byte[]> connection, String subject) {
		BucketConfiguration limit = BucketConfiguration.builder().addLimit(this.settings.bandwidth()).build();
		AsyncBucketProxy bucket = Bucket4jLettuce.casBasedBuilder(connection)
			.clientClock(this.time)
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(CLOCK_SKEW))
			.build()
			.asAsync()
			.builder()
			.build(key(subject), () -> CompletableFuture.completedFuture(limit));
		return bucket.tryConsumeAndReturnRemaining(1).thenApply(Permit::of);
	}

	// Bucket4j keeps the capacity that a bucket was created with, so the key names it.
	private byte[] key(String subject) {
		return this.redis.key("limit:" + this.settings.capacity() + ":" + this.settings.period(), subject);
	}

}
