package io.accountlink.settings;

import java.time.Clock;

import io.github.bucket4j.TimeMeter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Configures the clocks and scheduling.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class ClockConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	MonotonicClock monotonicClock() {
		return new MonotonicClock(System::nanoTime);
	}

	/**
	 * The time of token buckets.
	 */
	@Bean
	TimeMeter monotonicTime() {
		return TimeMeter.SYSTEM_NANOTIME;
	}

}
