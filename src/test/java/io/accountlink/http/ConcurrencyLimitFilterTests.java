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
			# most    | heap, MiB | metadata | permits
			2500      | 8192      | false    | 2500
			2500      | 614       | false    | 2095
			2500      | 307       | false    | 1047
			1000      | 307       | false    | 1000
			2500      | 0         | false    | 1
			1         | 8192      | false    | 1
			2500      | 8192      | true     | 2500
			2500      | 307       | true     | 307
			""")
	void anInstanceTakesWhatItsHeapHasRoomFor(int maxRequests, long heap, boolean withMetadata, int permits) {
		assertThat(ConcurrencyLimitFilter.permits(maxRequests, heap * 1024 * 1024, withMetadata)).isEqualTo(permits);
	}

}
