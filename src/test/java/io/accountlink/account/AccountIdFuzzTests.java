package io.accountlink.account;

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
			assertThat(own.userId()).hasSizeBetween(1, 255).doesNotContainPattern("[\\s\\p{Cntrl}]");
			assertThat(own.userId().split("/")).doesNotContain("..", ".");
			assertThat(IdentityKey.withoutProviderPrefix(own.provider(), text)).isEqualTo(own);
		}
		catch (InvalidIdException refused) {
			assertThat(refused.rule()).isNotBlank();
		}
	}

}
