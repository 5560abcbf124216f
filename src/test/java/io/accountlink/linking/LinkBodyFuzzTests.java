package io.accountlink.linking;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.accountlink.http.HttpConfiguration;
import io.accountlink.linking.LinkRequest.ByReference;
import io.accountlink.linking.LinkRequest.WithIdToken;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any request body is one of the two modes, or is rejected as malformed.
 */
class LinkBodyFuzzTests {

	private static final JsonMapper json = strict();

	private static JsonMapper strict() {
		JsonMapper.Builder builder = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
		HttpConfiguration.strictJson().customize(builder);
		return builder.build();
	}

	@DictionaryEntries({ "\"link_with\":", "\"provider\":", "\"user_id\":", "\"connection_id\":", "con_", "," })
	@FuzzTest(maxDuration = "20s")
	void aBodyIsOneOfTheTwoModesOrIsRefused(byte[] text) {
		try {
			LinkBody body = json.readValue(text, LinkBody.class);
			if (body != null) {
				requireOneMode(body.toRequest());
			}
		}
		catch (JacksonException malformed) {
			assertThat(malformed).isNotNull();
		}
		catch (ProblemException refused) {
			assertThat(refused.type()).isEqualTo(ProblemType.INVALID_REQUEST);
		}
	}

	private static void requireOneMode(LinkRequest request) {
		switch (request) {
			case WithIdToken proof -> assertThat(proof.idToken()).isNotBlank();
			case ByReference reference -> {
				assertThat(reference.identity().provider()).matches("[a-z0-9-]{1,64}");
				assertThat(reference.connectionId()).satisfiesAnyOf((id) -> assertThat(id).isNull(),
						(id) -> assertThat(id).matches("con_[A-Za-z0-9]{16}"));
			}
		}
	}

}
