package io.accountlink.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The concurrency limit follows from the setting and the heap.
 */
class ConcurrencyLimitFilterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# most    | heap, MiB | permits
			2500      | 8192      | 2500
			2500      | 614       | 2095
			2500      | 307       | 1047
			1000      | 307       | 1000
			2500      | 0         | 1
			1         | 8192      | 1
			""")
	void anInstanceTakesWhatItsHeapHasRoomFor(int maxRequests, long heap, int permits) {
		assertThat(ConcurrencyLimitFilter.permits(maxRequests, heap * 1024 * 1024)).isEqualTo(permits);
	}

}
