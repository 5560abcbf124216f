package io.accountlink.auth0;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any rate limit headers yield a wait from zero to one hour, or none.
 */
class RetryAfterParserFuzzTests {

	private static final Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

	@FuzzTest(maxDuration = "20s")
	void aWaitIsNeverNegative(byte[] text) {
		String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", 2);
		HttpHeaders headers = new HttpHeaders();
		headers.add(HttpHeaders.RETRY_AFTER, lines[0]);
		headers.add("x-ratelimit-reset", lines[lines.length - 1]);
		Duration wait = new RetryAfterParser(clock).retryAfter(headers);
		if (wait != null) {
			assertThat(wait).isBetween(Duration.ZERO, Duration.ofHours(1));
		}
	}

}
