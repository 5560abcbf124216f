package io.accountlink.carryover;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.accountlink.account.AccountDetails;
import io.accountlink.account.Identity;
import io.accountlink.account.Account;
import io.accountlink.account.Metadata;
import io.accountlink.account.Profile;
import io.accountlink.carryover.MetadataPlan.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The plan of a link that carries {@code user_metadata} over.
 */
class MetadataPlanTests {

	private static final String ONE = "1";

	private static final Profile NO_PROFILE = new Profile(null, null, null, null, null, null, null, null, null, null);

	static AccountDetails account(@Nullable Metadata metadata) {
		Identity identity = new Identity("auth0", "ada", "db", false, true, NO_PROFILE);
		return new AccountDetails(new Account("auth0|ada", List.of(identity)), identity, List.of(), false, metadata,
				new Metadata(Map.of("plan", "\"pro\"")));
	}

	private static MetadataPlan plan(Map<String, String> primary, Map<String, String> secondary) {
		return MetadataPlan.of(account(new Metadata(primary)), account(new Metadata(secondary)));
	}

	@Test
	void whatThePrimaryAccountLacksIsMissingAndTheRestIsDiscarded() {
		MetadataPlan plan = plan(Map.of("a", ONE, "b", "2"), Map.of("b", "3", "c", "{\"d\":4}"));
		assertThat(plan.missing().values()).isEqualTo(Map.of("c", "{\"d\":4}"));
		assertThat(plan.discarded()).containsExactly("b");
		assertThat(plan.refusal()).isNull();
	}

	@Test
	void nothingIsMissingWhereTheSecondaryAccountHasNothing() {
		MetadataPlan plan = plan(Map.of("a", ONE), Map.of());
		assertThat(plan).isEqualTo(new MetadataPlan(Metadata.EMPTY, Set.of(), null));
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", "$", "a.b", "a$" })
	void aMissingKeyThatAuth0TakesNowhereIsRefused(String key) {
		assertThat(plan(Map.of(), Map.of(key, ONE)).refusal()).isEqualTo(Refusal.KEY_NOT_ALLOWED);
		assertThat(plan(Map.of(key, "2"), Map.of(key, ONE)).refusal()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "65536,", "65537, PRIMARY_TOO_LARGE" })
	void thePrimaryAccountHoldsAtMost64KiB(int bytes, @Nullable Refusal refusal) {
		String rest = "\u00e9" + "x".repeat(bytes - "{\"a\":\"\",\"b\":1}".length() - 2);
		assertThat(plan(Map.of("a", '"' + rest + '"'), Map.of("b", ONE)).refusal()).isEqualTo(refusal);
		assertThat(plan(Map.of("b", ONE), Map.of("a", '"' + rest + '"')).refusal()).isEqualTo(refusal);
		assertThat(plan(Map.of("b", ONE, "a", '"' + rest + "xxx\""), Map.of("b", "2")).refusal()).isNull();
	}

	@Test
	void whatIsTooLargeToReadIsRefusedUnlessNothingIsMissing() {
		AccountDetails unreadable = account(null);
		assertThat(MetadataPlan.of(account(Metadata.EMPTY), unreadable).refusal())
			.isEqualTo(Refusal.SECONDARY_UNREADABLE);
		assertThat(MetadataPlan.of(unreadable, account(new Metadata(Map.of("a", ONE)))))
			.isEqualTo(new MetadataPlan(Metadata.EMPTY, Set.of(), Refusal.PRIMARY_UNREADABLE));
		assertThat(MetadataPlan.of(unreadable, account(Metadata.EMPTY)).refusal()).isNull();
	}

	@Test
	void aPlanDoesNotPrintWhatItHolds() {
		assertThat(plan(Map.of("secret", ONE), Map.of("secret", "2", "other", "3"))).asString()
			.doesNotContain("secret")
			.doesNotContain("other")
			.contains("1 discarded");
	}

	@Test
	void metadataHoldsNoNullAndKeepsItsOrder() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Metadata(Map.of("a", "null")));
		Metadata metadata = new Metadata(Map.of("a\"\n", ONE)).plus(new Metadata(Map.of("", "\"\u00e9\"")));
		assertThat(metadata.toJson()).isEqualTo("{\"a\\\"\\n\":1,\"\":\"\u00e9\"}");
		assertThat(metadata.without(new Metadata(Map.of("", "2"))).keys()).containsExactly("a\"\n");
		assertThat(Metadata.EMPTY.isEmpty()).isTrue();
		assertThat(metadata.isEmpty()).isFalse();
		assertThat(metadata).asString().doesNotContain("a\"");
	}

}
