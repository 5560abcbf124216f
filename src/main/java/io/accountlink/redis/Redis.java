package io.accountlink.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.accountlink.settings.Sha256;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Redis behind a time limit and a circuit breaker, with a fallback for each operation.
 * Keys and values hold hashes only, since account ids may hold e-mail addresses.
 */
public final class Redis {

	private static final Log log = LogFactory.getLog(Redis.class);

	private final RedisConnection connection;

	private final CircuitBreaker breaker;

	private final String issuer;

	private final Counter fallbacks;

	private volatile String lastFailure = "";

	Redis(RedisConnection connection, CircuitBreaker breaker, String issuer, MeterRegistry meters) {
		this.connection = connection;
		this.breaker = breaker;
		this.issuer = issuer;
		this.fallbacks = Counter.builder("account.link.redis.fallbacks")
			.description("Operations that fell back to the memory of this instance because Redis failed")
			.tag("name", breaker.getName())
			.register(meters);
		breaker.getEventPublisher()
			.onError((error) -> this.lastFailure = describe(error.getThrowable()))
			.onStateTransition((event) -> onTransition(event.getStateTransition()));
	}

	// Redis repeats arguments in its errors, a password among them: the code alone.
	private static String describe(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause instanceof RedisCommandExecutionException error)
				? "Redis answered " + String.valueOf(error.getMessage()).split(" ", 2)[0] : cause.toString();
	}

	private void onTransition(CircuitBreaker.StateTransition transition) {
		switch (transition) {
			case CLOSED_TO_OPEN -> log.warn("Circuit breaker " + this.breaker.getName()
					+ " is open: this instance uses its memory until Redis answers. Cause: " + this.lastFailure);
			case HALF_OPEN_TO_OPEN -> this.connection.replaceIfOpen();
			case HALF_OPEN_TO_CLOSED -> log
				.info("Circuit breaker " + this.breaker.getName() + " is closed: Redis answers, replicas share again");
			default -> {
				// The other transitions are part of the same outage.
			}
		}
	}

	/**
	 * Executes commands, or the fallback where Redis fails, exceeds the time limit (100
	 * ms for rate limiting, 300 ms for replay detection) or the circuit breaker is open.
	 * When the fallback runs, Redis may have executed the commands.
	 */
	public <T> T execute(Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<T>> commands,
			Supplier<T> fallback) {
		try {
			return this.breaker.executeSupplier(() -> this.connection.execute(commands));
		}
		catch (CallNotPermittedException | CompletionException unavailable) {
			this.fallbacks.increment();
			return fallback.get();
		}
	}

	/**
	 * Adds a listener for each established connection, reconnects included: Redis may
	 * have lost its data in between.
	 */
	public void onConnect(Runnable listener) {
		this.connection.onConnect(listener);
	}

	/**
	 * Whether there is an open connection, whatever the server does.
	 */
	public boolean isConnected() {
		return this.connection.isOpen();
	}

	/**
	 * Returns a key in Redis that doesn't reveal the name.
	 */
	public byte[] key(String kind, String name) {
		return ("account-link:" + kind + ":" + hash(name)).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Returns the SHA-256 of issuer and text in hexadecimal, so that tenants can share a
	 * Redis.
	 */
	public String hash(String text) {
		return Sha256.hex((this.issuer + '\n' + text).getBytes(StandardCharsets.UTF_8));
	}

}
