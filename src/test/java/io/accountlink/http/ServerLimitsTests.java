package io.accountlink.http;

import java.time.Duration;
import java.util.List;

import io.accountlink.settings.LinkingSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of requests and connections follow from the heap and the setting.
 */
class ServerLimitsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# heap, MiB | most | metadata | requests | connections
			8192        |      | false    | 8192     | 8192
			614         |      | false    | 1067     | 2312
			272         |      | false    | 351      | 761
			272         | 200  | false    | 200      | 761
			272         | 2500 | false    | 351      | 761
			0           |      | false    | 1        | 50
			8192        | 1    | false    | 1        | 8192
			272         |      | true     | 78       | 761
			614         | 2500 | true     | 239      | 2312
			""")
	void anInstanceTakesWhatItsHeapHolds(long heap, @Nullable Integer most, boolean withMetadata, int requests,
			int connections) {
		assertThat(ServerLimits.of(heap * 1024 * 1024, most, withMetadata))
			.isEqualTo(new ServerLimits(requests, connections));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aLimitThatTheHeapDoesNotHoldIsLoggedAtStart(CapturedOutput log) {
		LinkingSettings linking = new LinkingSettings(Duration.ofSeconds(10), false, false, List.of(), List.of(),
				List.of(), false);
		int limit = new HttpConfiguration().serverLimits(new HttpSettings(100_000, Duration.ZERO), linking).requests();
		assertThat(log.getOut()).contains("WARN", "LINK_MAX_REQUESTS is 100000, but a heap of ",
				" MiB holds " + limit + " concurrent requests, which is the limit");
		new HttpConfiguration().serverLimits(new HttpSettings(limit, Duration.ZERO), linking);
		new HttpConfiguration().serverLimits(new HttpSettings(null, Duration.ZERO), linking);
		assertThat(log.getOut().split("LINK_MAX_REQUESTS is", -1)).hasSize(2);
	}

}
