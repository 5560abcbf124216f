package io.accountlink.idtoken;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

import io.accountlink.account.AccountId;
import io.accountlink.redis.ConditionalOnRedis;
import io.accountlink.redis.Redis;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;

import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Remembers what was shown to any replica, in Redis. Memory has a say as well: it knows
 * what this instance was shown while Redis failed.
 */
@Component
@Primary
@ConditionalOnRedis
class RedisReplayCache implements ReplayCache {

	private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

	private final Redis redis;

	private final InMemoryReplayCache memory;

	private final Clock clock;

	RedisReplayCache(Redis redis, InMemoryReplayCache memory, Clock clock) {
		this.redis = redis;
		this.memory = memory;
		this.clock = clock;
	}

	@Override
	public boolean register(String token, AccountId account, Instant until) {
		byte[] key = this.redis.key("id-token", token);
		byte[] owner = this.redis.hash(account.toString()).getBytes(StandardCharsets.US_ASCII);
		Duration life = Duration.between(this.clock.instant(), until).plus(CLOCKS_DIFFER);
		return this.redis.ask((connection) -> use(connection, key, owner, life), () -> true)
				&& this.memory.register(token, account, until);
	}

	// Whoever comes second reads who was first.
	private static CompletionStage<Boolean> use(StatefulRedisConnection<byte[], byte[]> connection, byte[] key,
			byte[] owner, Duration life) {
		return connection.async()
			.set(key, owner, SetArgs.Builder.nx().px(life))
			.thenCombine(connection.async().get(key), (set, first) -> Arrays.equals(owner, first));
	}

}
