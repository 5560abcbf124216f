package io.accountlink.upstream;

import java.time.Duration;

import io.accountlink.settings.InvalidSettingException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Circuit breakers, retries and waits of calls to another server.
 *
 * @param breakerCalls size of a circuit breaker's sliding window, from 1 to 1000 calls
 * @param breakerFailurePercent failure rate that opens it, from 1 to 100 percent
 * @param breakerPause time in the open state, from 1 s to 5 minutes
 * @param retryPercent retries permitted for each hundred calls, from 0 to 100, beside one
 * a second
 * @param longestWait limit of one request's waits for the server's rate limit in total: 0
 * s, or from 1 s to 2 s
 */
@ConfigurationProperties("link")
public record UpstreamSettings(@Name("upstream.breaker.calls") @DefaultValue("10") int breakerCalls,
		@Name("upstream.breaker.failure.percent") @DefaultValue("50") int breakerFailurePercent,
		@Name("upstream.breaker.pause") @DefaultValue("5s") Duration breakerPause,
		@Name("upstream.retry.percent") @DefaultValue("10") int retryPercent,
		@Name("upstream.longest.wait") @DefaultValue("2s") Duration longestWait) {

	public UpstreamSettings {
		InvalidSettingException.requireBetween("LINK_UPSTREAM_BREAKER_CALLS", breakerCalls, 1, 1000);
		InvalidSettingException.requireBetween("LINK_UPSTREAM_BREAKER_FAILURE_PERCENT", breakerFailurePercent, 1, 100);
		InvalidSettingException.requireBetween("LINK_UPSTREAM_RETRY_PERCENT", retryPercent, 0, 100);
		InvalidSettingException.requireBetween("LINK_UPSTREAM_BREAKER_PAUSE", breakerPause, "5s", "1s", "5m");
		InvalidSettingException.requireZeroOrBetween("LINK_UPSTREAM_LONGEST_WAIT", longestWait, "2s", "1s", "2s");
	}

}
