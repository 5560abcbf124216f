package io.accountlink.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.accountlink.redis.ConditionalOnRedis;
import io.accountlink.redis.Redis;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Counts for all replicas together, in Redis.
 */
@Component
@Primary
@ConditionalOnRedis
class RedisRateLimiter implements RateLimiter {

	private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

	private final Redis redis;

	private final InMemoryRateLimiter otherwise;

	private final RateLimitSettings settings;

	private final ClockMeter time;

	RedisRateLimiter(Redis redis, InMemoryRateLimiter otherwise, RateLimitSettings settings, Clock clock) {
		this.redis = redis;
		this.otherwise = otherwise;
		this.settings = settings;
		this.time = new ClockMeter(clock);
	}

	@Override
	public Permit take(String subject) {
		return this.redis.ask((connection) -> take(connection, subject), () -> this.otherwise.take(subject));
	}

	private CompletionStage<Permit> take(StatefulRedisConnection<byte[], byte[]> connection, String subject) {
		BucketConfiguration limit = BucketConfiguration.builder().addLimit(this.settings.bandwidth()).build();
		AsyncBucketProxy bucket = Bucket4jLettuce.casBasedBuilder(connection)
			.clientClock(this.time)
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(CLOCKS_DIFFER))
			.build()
			.asAsync()
			.builder()
			.build(key(subject), () -> CompletableFuture.completedFuture(limit));
		return bucket.tryConsumeAndReturnRemaining(1).thenApply(Permit::of);
	}

	// A bucket keeps the size that it was made with, so another size is another bucket.
	private byte[] key(String subject) {
		return this.redis.key("limit:" + this.settings.capacity() + ":" + this.settings.period(), subject);
	}

}
