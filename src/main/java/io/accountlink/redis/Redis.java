package io.accountlink.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.api.StatefulRedisConnection;

/**
 * What all replicas know together. It is asked with little patience and may fail at any
 * time, so whoever asks brings an answer of their own; and it learns hashes only, since
 * ids may hold e-mail addresses.
 */
public final class Redis {

	private final RedisConnection connection;

	private final String tenant;

	private final Duration patience;

	private final Outage outage;

	Redis(RedisConnection connection, String tenant, Duration patience, Outage outage) {
		this.connection = connection;
		this.tenant = tenant;
		this.patience = patience;
		this.outage = outage;
	}

	/**
	 * Asks Redis, or where it fails or is slow, whoever stands in for it.
	 */
	public <T> T ask(Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<T>> question,
			Supplier<T> otherwise) {
		boolean wasSilent = this.outage.isOn();
		if (this.outage.mayAsk()) {
			CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connected = this.connection.get();
			try {
				T answer = connected.thenCompose(question).get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
				this.outage.isOver();
				return answer;
			}
			catch (ExecutionException failure) {
				this.outage.goesOn(failure);
				this.connection.replace(connected);
			}
			catch (TimeoutException slow) {
				this.outage.goesOn(slow);
				// Slow once is no reason to cut off all who are waiting for an answer.
				if (wasSilent) {
					this.connection.replace(connected);
				}
			}
			catch (InterruptedException stopped) {
				Thread.currentThread().interrupt();
			}
		}
		this.outage.fallBack();
		return otherwise.get();
	}

	/**
	 * The name of something in Redis, which doesn't tell what it stands for.
	 */
	public byte[] key(String kind, String name) {
		return ("account-link:" + kind + ":" + hash(name)).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * What stands for a text in Redis; tenants that share a Redis don't meet there.
	 */
	public String hash(String text) {
		try {
			byte[] bytes = (this.tenant + '\n' + text).getBytes(StandardCharsets.UTF_8);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

}
