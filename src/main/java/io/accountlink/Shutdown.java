package io.accountlink;

import java.time.Duration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

/**
 * Leaves in good order: an instance that is told to stop says that it is no longer ready,
 * takes requests until that has got about, finishes them, and has not failed.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShutdownSettings.class)
class Shutdown implements SmartLifecycle {

	private final ShutdownSettings settings;

	private volatile boolean running;

	Shutdown(ShutdownSettings settings) {
		this.settings = settings;
	}

	/**
	 * Makes the end of a JVM that was told to stop look like none that failed, which its
	 * own exit code of 143 does. Only for one that has started.
	 */
	static void endsWell() {
		SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		sleep(this.settings.delay());
	}

	private static void sleep(Duration delay) {
		try {
			Thread.sleep(delay);
		}
		catch (InterruptedException hurried) {
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

	// Before the web server, which then takes no more.
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
	}

}
