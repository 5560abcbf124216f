package io.accountlink.idtoken;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.accountlink.account.AccountId;
import io.accountlink.idtoken.InMemoryReplayCache.Use;
import io.accountlink.redis.ConditionalOnRedis;
import io.accountlink.redis.Redis;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Replay cache in Redis, shared by all replicas. Fails open with write-behind: where
 * Redis fails, the replay cache of this instance decides, and Redis gets the use as soon
 * as it answers. Where two replicas accepted a token during an outage, the first use in
 * Redis wins.
 */
@Component
@Primary
@ConditionalOnRedis
class RedisReplayCache implements ReplayCache {

	private static final Log log = LogFactory.getLog(RedisReplayCache.class);

	private static final int BATCH_SIZE = 1000;

	private static final Pattern EVICTION_POLICY = Pattern.compile("(?m)^maxmemory_policy:([a-z-]+)");

	private final Redis redis;

	private final InMemoryReplayCache memory;

	private final Clock clock;

	private final Counter conflicts;

	/**
	 * Tokens in memory that Redis may not have, each with whether this instance accepted
	 * it while Redis failed.
	 */
	private final ConcurrentMap<String, Boolean> pending = new ConcurrentHashMap<>();

	private volatile boolean evictionUnknown = true;

	RedisReplayCache(@Qualifier("replayRedis") Redis redis, InMemoryReplayCache memory, Clock clock,
			MeterRegistry meters) {
		this.redis = redis;
		this.memory = memory;
		this.clock = clock;
		this.conflicts = Counter.builder("account.link.replay.conflicts")
			.description("ID tokens that replicas accepted for different accounts while Redis failed")
			.register(meters);
		redis.onConnect(this::onConnect);
	}

	private void onConnect() {
		this.memory.tokens().forEach((token) -> this.pending.putIfAbsent(token, false));
		this.evictionUnknown = true;
	}

	// Memory is checked first, because it is authoritative within this instance. Its
	// entry is then written to Redis.
	@Override
	public boolean register(String token, AccountId account, Instant expiresAt) {
		Use use = new Use(this.redis.hash(account.toString()), expiresAt);
		Use offered = this.memory.registerIfAbsent(token, use);
		return this.redis.execute((connection) -> write(connection, token, offered), () -> registerInMemory(token, use))
			.hasSameOwnerAs(use);
	}

	@Override
	public boolean isAvailable(String token, AccountId account) {
		String owner = this.redis.hash(account.toString());
		boolean isAvailableInMemory = this.memory.find(token).filter((use) -> !use.isOwnedBy(owner)).isEmpty();
		return isAvailableInMemory
				&& this.redis.execute((connection) -> isUnusedOrOwnedBy(connection, token, owner), () -> true);
	}

	private CompletionStage<Boolean> isUnusedOrOwnedBy(StatefulRedisConnection<byte[], byte[]> connection, String token,
			String owner) {
		return connection.async()
			.get(this.redis.key("id-token", token))
			.thenApply((first) -> first == null || new String(first, StandardCharsets.US_ASCII).equals(owner));
	}

	private Use registerInMemory(String token, Use use) {
		Use first = this.memory.registerIfAbsent(token, use);
		this.pending.merge(token, first.hasSameOwnerAs(use), Boolean::logicalOr);
		return first;
	}

	/**
	 * Writes to Redis what it lacks: uses that were registered while it failed, and after
	 * a reconnect all, since Redis may have lost its data.
	 */
	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void writeBehind() {
		if (this.evictionUnknown && this.redis.isConnected()) {
			this.evictionUnknown = false;
			this.redis.execute(RedisReplayCache::warnOfEviction, () -> this.evictionUnknown = true);
		}
		this.pending.keySet().retainAll(this.memory.tokens());
		if (!this.pending.isEmpty()) {
			this.redis.execute(this::writeBatch, () -> false);
		}
	}

	// A user of Redis may lack the permission for INFO.
	private static CompletionStage<Boolean> warnOfEviction(StatefulRedisConnection<byte[], byte[]> connection) {
		return connection.async().info("memory").handle((info, denied) -> {
			Matcher policy = EVICTION_POLICY.matcher(String.valueOf(info));
			boolean evicts = policy.find() && !policy.group(1).equals("noeviction");
			if (evicts) {
				log.warn("Redis may evict entries of the replay cache: its maxmemory-policy is " + policy.group(1)
						+ ". Set it to noeviction, or an ID token may be used for another account");
			}
			return evicts;
		});
	}

	private CompletionStage<Boolean> writeBatch(StatefulRedisConnection<byte[], byte[]> connection) {
		return CompletableFuture
			.allOf(this.pending.keySet()
				.stream()
				.limit(BATCH_SIZE)
				.flatMap((token) -> this.memory.find(token)
					.stream()
					.map((use) -> write(connection, token, use).toCompletableFuture()))
				.toArray(CompletableFuture[]::new))
			.thenApply((written) -> true);
	}

	// SET NX is idempotent: one that timed out may be repeated, carried out or not.
	private CompletionStage<Use> write(StatefulRedisConnection<byte[], byte[]> connection, String token, Use use) {
		byte[] key = this.redis.key("id-token", token);
		byte[] owner = use.owner().getBytes(StandardCharsets.US_ASCII);
		return connection.async()
			.set(key, owner, SetArgs.Builder.nx().px(use.timeToLive(this.clock)))
			.thenCombine(connection.async().get(key),
					(set, first) -> new Use(new String(first, StandardCharsets.US_ASCII), use.expiresAt()))
			.thenApply((first) -> reconcile(token, use, first));
	}

	private Use reconcile(String token, Use offered, Use first) {
		boolean accepted = Boolean.TRUE.equals(this.pending.remove(token));
		if (!first.hasSameOwnerAs(offered)) {
			this.memory.replace(token, first);
			if (accepted) {
				this.conflicts.increment();
				log.warn("Replicas accepted an ID token for different accounts while Redis failed. "
						+ "The first use in Redis counts from now on. Look for two links of one identity in the audit log");
			}
		}
		return first;
	}

}
