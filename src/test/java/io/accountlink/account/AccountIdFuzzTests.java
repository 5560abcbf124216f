package io.accountlink.account;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any text is parsed as an id that prints back unchanged, or is refused.
 */
class AccountIdFuzzTests {

	@FuzzTest(maxDuration = "20s")
	void anIdReadsBackAsItWasOrIsRefused(@NotNull String text) {
		try {
			AccountId id = AccountId.parse(text);
			IdentityKey own = id.primaryIdentity();
			assertThat(id.toString()).isEqualTo(text);
			assertThat(own.provider()).matches("[a-z0-9-]{1,64}");
			assertThat(text.codePointCount(0, text.length())).isBetween(3, 512);
			assertThat(text).isEqualTo(text.strip()).doesNotContainPattern("\\p{Cc}");
			assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(text);
		}
		catch (InvalidIdException refused) {
			assertThat(refused.rule()).isNotBlank();
		}
	}

}
