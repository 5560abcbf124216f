package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;

import io.accountlink.simulation.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Parses Retry-After and x-ratelimit-reset.
 */
class RetryAfterParserTests {

	private final RetryAfterParser limit = new RetryAfterParser(
			MovableClock.stoppedAt(Instant.parse("2026-11-23T10:00:00Z")));

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			# Retry-After                   | reset         | wait
			2                             | -             | PT2S
			' 2 '                         | -             | PT2S
			0                             | -             | PT0S
			3600                          | -             | PT1H
			3601                          | -             | PT1H
			9999999999                    | -             | PT1H
			Mon, 23 Nov 2026 10:00:02 GMT | -             | PT2S
			Mon, 23 Nov 2026 09:59:58 GMT | -             | PT0S
			Mon, 23 Nov 2026 09:00:00 GMT | -             | -
			2                             | 1795428001    | PT2S
			-                             | 1795428001    | PT1S
			-                             | 1795427999    | PT0S
			-                             | 1795424400    | -
			-                             | 1795514400    | PT1H
			-                             | 30            | -
			-                             | 1795428001000 | -
			-                             | 1e9           | -
			-                             | soon          | -
			-                             | ''            | -
			-                             | -1            | -
			-                             | -             | -
			soon                          | 1795428001    | PT1S
			-5                            | 1795428001    | PT1S
			1.5                           | 1795428001    | PT1S
			''                            | 1795428001    | PT1S
			99999999999999999999          | -             | -
			""")
	void theWaitIsReadFromEitherHeader(@Nullable String retryAfter, @Nullable String reset, @Nullable Duration wait) {
		HttpHeaders headers = new HttpHeaders();
		if (retryAfter != null) {
			headers.set("Retry-After", retryAfter);
		}
		if (reset != null) {
			headers.set("x-ratelimit-reset", reset);
		}
		assertThat(this.limit.retryAfter(headers)).isEqualTo(wait);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			# Retry-After                 | reset      | Date                          | wait
			-                             | 1795428031 | Mon, 23 Nov 2026 10:00:30 GMT | PT1S
			-                             | 1795424401 | Mon, 23 Nov 2026 09:00:00 GMT | PT1S
			Mon, 23 Nov 2026 09:00:02 GMT | -          | Mon, 23 Nov 2026 09:00:00 GMT | PT2S
			2                             | -          | Mon, 23 Nov 2026 09:00:00 GMT | PT2S
			-                             | 1795428001 | yesterday                     | PT1S
			""")
	void aTimeIsReckonedWithTheDateOfItsOwnResponse(@Nullable String retryAfter, @Nullable String reset, String date,
			Duration wait) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Date", date);
		headers.set("Retry-After", retryAfter);
		headers.set("x-ratelimit-reset", reset);
		assertThat(this.limit.retryAfter(headers)).isEqualTo(wait);
	}

}
