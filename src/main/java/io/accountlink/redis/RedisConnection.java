package io.accountlink.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to Redis. It is never waited for, and one that failed is replaced,
 * since a connection to a server that vanished may look alive for a quarter of an hour.
 */
final class RedisConnection implements AutoCloseable {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final int FEWEST_THREADS = 2;

	private final ClientResources resources = ClientResources.builder()
		.ioThreadPoolSize(FEWEST_THREADS)
		.computationThreadPoolSize(FEWEST_THREADS)
		.build();

	private final RedisClient client = RedisClient.create(this.resources);

	private final RedisURI uri;

	private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> latest = new AtomicReference<>();

	RedisConnection(RedisURI uri) {
		this.uri = uri;
		this.uri.setTimeout(CONNECT_TIMEOUT);
		this.client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
			.build());
		var _ = get();
	}

	/**
	 * The connection, or the next attempt at one.
	 */
	synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> get() {
		CompletableFuture<StatefulRedisConnection<byte[], byte[]>> known = this.latest.get();
		if (known != null && !isOver(known)) {
			return known;
		}
		CompletableFuture<StatefulRedisConnection<byte[], byte[]>> next = this.client
			.connectAsync(ByteArrayCodec.INSTANCE, this.uri)
			.toCompletableFuture();
		this.latest.set(next);
		return next;
	}

	private static boolean isOver(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt) {
		return attempt.isCompletedExceptionally() || (attempt.isDone() && !attempt.join().isOpen());
	}

	/**
	 * Makes the next one who asks connect anew; an attempt that is still under way goes
	 * on.
	 */
	void replace(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> failed) {
		if (failed.isDone() && this.latest.compareAndSet(failed, null)) {
			var _ = failed.thenCompose(StatefulRedisConnection::closeAsync);
		}
	}

	@Override
	public void close() {
		this.client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
		var _ = this.resources.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
