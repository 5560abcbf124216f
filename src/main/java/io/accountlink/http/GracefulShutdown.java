package io.accountlink.http;

import java.time.Duration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

/**
 * Graceful shutdown. On SIGTERM the instance turns unready, keeps serving for
 * {@code LINK_SHUTDOWN_DELAY}, drains requests in flight, and exits with code 0.
 */
@Configuration(proxyBeanMethods = false)
public class GracefulShutdown implements SmartLifecycle {

	private final HttpSettings settings;

	private volatile boolean running;

	GracefulShutdown(HttpSettings settings) {
		this.settings = settings;
	}

	/**
	 * Sets the exit code to 0 for a started instance; the JVM's own after SIGTERM is 143.
	 */
	public static void exitWithCodeZero() {
		SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		sleep(this.settings.shutdownDelay());
	}

	private static void sleep(Duration delay) {
		try {
			Thread.sleep(delay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	// Stops before the web server, which then accepts no more requests.
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
	}

}
