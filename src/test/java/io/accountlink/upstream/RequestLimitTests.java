package io.accountlink.upstream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many requests an instance has room for.
 */
class RequestLimitTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# allowed | heap, MiB | places
			2500      | 8192      | 2500
			2500      | 614       | 2095
			2500      | 307       | 1047
			1000      | 307       | 1000
			2500      | 0         | 1
			1         | 8192      | 1
			""")
	void anInstanceTakesWhatItsHeapHasRoomFor(int allowed, long heap, int places) {
		assertThat(RequestLimit.places(allowed, heap * 1024 * 1024)).isEqualTo(places);
	}

}
