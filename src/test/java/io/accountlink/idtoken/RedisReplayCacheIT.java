package io.accountlink.idtoken;

import java.time.Duration;

import io.accountlink.redis.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replay cache that all replicas share.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisReplayCacheIT extends ReplayCacheContract {

	// Much more than in production, so that a busy machine doesn't look like an outage.
	private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

	private static final String CONFLICT = "accepted an ID token for different accounts";

	@RegisterExtension
	static final RedisServer server = new RedisServer();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Override
	RedisReplayCache cache() {
		return replica(TIME_LIMIT);
	}

	private RedisReplayCache replica(Duration timeLimit) {
		return new RedisReplayCache(server.connect(this.clock, this.meters, timeLimit),
				new InMemoryReplayCache(this.clock, new SimpleMeterRegistry()), this.clock, this.meters);
	}

	@Test
	void aTokenUsedOnOneReplicaIsRefusedOnTheOthers() {
		assertThat(cache().register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache().register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(cache().register(TOKEN, ADA, inTenMinutes())).isTrue();
	}

	@Test
	void whoIsRefusedOnAReplicaDoesNotKeepTheOwnerFromRepeatingThere() {
		RedisReplayCache other = cache();
		assertThat(cache().register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(other.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(other.register(TOKEN, ADA, inTenMinutes())).isTrue();
	}

	@Test
	void keysAndValuesNameNeitherTokenNorAccountAndExpireWithTheToken() {
		cache().register(TOKEN, ADA, inTenMinutes());
		assertThat(server.everything()).matches("account-link:id-token:[0-9a-f]{64}=[0-9a-f]{64}\n");
		assertThat(server.longestTimeToLive()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
	}

	@Test
	void aTokenUsedDuringAnOutageIsRefusedOnTheOtherReplicasAfterwards(CapturedOutput output) {
		RedisReplayCache cache = cache();
		server.stops();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		server.startsAgain();
		awaitWriteBehind(cache);
		RedisReplayCache other = cache();
		assertThat(other.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(other.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(output).doesNotContain(CONFLICT).doesNotContain("maxmemory-policy");
	}

	@Test
	void aTokenUsedDuringAnOutageIsOfferedToRedisBeforeAnybodyElsesUse() {
		RedisReplayCache cache = cache();
		server.stops();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		server.startsAgain();
		this.clock.advance(Duration.ofMillis(1001));
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		awaitWriteBehind(cache);
		assertThat(cache().register(TOKEN, ADA, inTenMinutes())).isTrue();
	}

	@Test
	void ofTwoAccountsThatUsedATokenDuringAnOutageTheFirstInRedisKeepsIt(CapturedOutput output) {
		RedisReplayCache one = cache();
		RedisReplayCache two = cache();
		server.stops();
		assertThat(one.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(two.register(TOKEN, EVE, inTenMinutes())).isTrue();
		server.startsAgain();
		awaitWriteBehind(one);
		assertThat(output).doesNotContain(CONFLICT);
		awaitConflict(two);
		assertThat(two.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(two.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(one.register(TOKEN, ADA, inTenMinutes())).isTrue();
		assertThat(output).containsOnlyOnce(CONFLICT);
	}

	@Test
	void aTokenUsedBeforeAnOutageIsRefusedDuringIt() {
		RedisReplayCache cache = cache();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		server.stops();
		assertThat(cache.register(TOKEN, EVE, inTenMinutes())).isFalse();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		server.startsAgain();
	}

	@Test
	void aRedisThatLostItsDataGetsThemBack() {
		RedisReplayCache cache = cache();
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		server.stops();
		server.startsAgain();
		awaitWriteBehind(cache);
		assertThat(cache().register(TOKEN, EVE, inTenMinutes())).isFalse();
	}

	@Test
	void aTokenWhoseAnswerCameTooLateIsRefusedOnTheOtherReplicas() {
		RedisReplayCache cache = replica(Duration.ofMillis(100));
		assertThat(cache.register("jti:warm", ADA, inTenMinutes())).isTrue();
		server.delaysAnswersFor(Duration.ofMillis(500));
		assertThat(cache.register(TOKEN, ADA, inTenMinutes())).isTrue();
		awaitKeys(cache, 2);
		assertThat(cache().register(TOKEN, EVE, inTenMinutes())).isFalse();
	}

	@Test
	void moreTokensThanOneBatchTakesAreWrittenAfterAnOutage() {
		RedisReplayCache cache = cache();
		server.stops();
		for (int token = 0; token < 2500; token++) {
			cache.register("jti:" + token, ADA, inTenMinutes());
		}
		server.startsAgain();
		awaitKeys(cache, 2500);
	}

	@Test
	void aTokenThatExpiredDuringAnOutageIsNotWritten() {
		RedisReplayCache cache = cache();
		server.stops();
		cache.register(TOKEN, ADA, inTenMinutes());
		this.clock.advance(Duration.ofMinutes(11));
		cache.register("jti:new", ADA, inTenMinutes());
		server.startsAgain();
		awaitWriteBehind(cache);
		assertThat(server.everything().lines()).hasSize(1);
	}

	private void writeBehind(RedisReplayCache cache) {
		this.clock.advance(Duration.ofMillis(1001));
		cache.writeBehind();
	}

	private void awaitWriteBehind(RedisReplayCache cache) {
		awaitKeys(cache, 1);
	}

	private void awaitKeys(RedisReplayCache cache, int keys) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			writeBehind(cache);
			return server.everything().lines().count() == keys;
		});
	}

	private void awaitConflict(RedisReplayCache cache) {
		Awaitility.await().until(() -> {
			writeBehind(cache);
			return this.meters.get("account.link.replay.conflicts").counter().count() == 1;
		});
	}

}
