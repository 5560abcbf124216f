package io.accountlink.redis;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * Connection to Redis with a time limit for each operation. Lettuce reconnects in the
 * background; this class covers what Lettuce leaves out: a first connect that fails, and
 * a server that vanished without closing its connection.
 */
final class RedisConnection {

	private final RedisClient client;

	private final RedisURI uri;

	private final Duration timeLimit;

	private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection;

	/**
	 * Connects in the background, so that the service starts without Redis.
	 * @param timeLimit for one operation, all of its commands and the connect included
	 */
	RedisConnection(RedisClient client, RedisURI uri, Duration timeLimit) {
		this.client = client;
		this.uri = uri;
		this.timeLimit = timeLimit;
		this.connection = connect();
	}

	private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
		return this.client.connectAsync(ByteArrayCodec.INSTANCE, this.uri).thenApply((connected) -> {
			connected.setTimeout(this.timeLimit);
			return connected;
		}).toCompletableFuture();
	}

	/**
	 * Executes commands and waits for their result.
	 * @throws CompletionException if a command fails or the time limit is exceeded;
	 * whether Redis executes the commands is unknown then
	 */
	<T> T execute(Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<T>> commands) {
		return connected().thenCompose(commands).orTimeout(this.timeLimit.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connected() {
		if (this.connection.isCompletedExceptionally()) {
			this.connection = connect();
		}
		return this.connection;
	}

	/**
	 * Closes a connection that is open and doesn't answer, and connects anew. TCP reports
	 * a server that vanished only after about 15 minutes.
	 */
	synchronized void replaceIfOpen() {
		if (isOpen()) {
			var _ = this.connection.resultNow().closeAsync();
			this.connection = connect();
		}
	}

	synchronized boolean isOpen() {
		return this.connection.state() == CompletableFuture.State.SUCCESS && this.connection.resultNow().isOpen();
	}

	/**
	 * Adds a listener for each established connection, reconnects included.
	 */
	void onConnect(Runnable listener) {
		this.client.addListener(new RedisConnectionStateListener() {
			@Override
			public void onRedisConnected(RedisChannelHandler<?, ?> connected, SocketAddress address) {
				listener.run();
			}
		});
	}

}
