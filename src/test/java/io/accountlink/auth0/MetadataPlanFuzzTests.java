package io.accountlink.auth0;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.accountlink.account.AccountDetails;
import io.accountlink.account.AccountId;
import io.accountlink.account.Metadata;
import io.accountlink.auth0.ManagementApi.MetadataPatch;
import io.accountlink.auth0.Auth0Accounts.MetadataScope;
import io.accountlink.auth0.ManagementApi.User;
import io.accountlink.carryover.MetadataPlan;
import io.accountlink.carryover.MetadataPlan.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever JSON two accounts hold as {@code user_metadata}, a PATCH of the plan adds to
 * the primary account exactly what it lacks, and deletes nothing.
 */
class MetadataPlanFuzzTests {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private static final AccountId ADA = AccountId.parse("auth0|ada");

	/**
	 * Splits the text at its first pipe into the metadata of two accounts.
	 */
	@DictionaryEntries({ "|", "{\"a\":1}", "null", "{}", "\"__proto__\":", "\"a.b\":", "1.10", "1e5" })
	@FuzzTest(maxDuration = "20s")
	void aPatchAddsWhatIsMissingAndDeletesNothing(byte[] text) {
		String[] parts = new String(text, StandardCharsets.UTF_8).split("\\|", 2);
		JsonNode primary = parse(parts[0]);
		JsonNode secondary = parse(parts[parts.length - 1]);
		if (primary == null || secondary == null) {
			return;
		}
		try {
			AccountDetails ours = account(parts[0]);
			AccountDetails theirs = account(parts[parts.length - 1]);
			requireExactAddition(primary, secondary, MetadataPlan.of(ours, theirs));
		}
		catch (JacksonException unusable) {
			assertThat(primary.isObject() && secondary.isObject()).as("%s", unusable).isFalse();
		}
	}

	// BigDecimal has a limit on exponents.
	private static @Nullable JsonNode parse(String text) {
		try {
			return json.readTree(text);
		}
		catch (JacksonException | NumberFormatException unusable) {
			return null;
		}
	}

	private static AccountDetails account(String metadata) {
		User user = JsonMapper.shared()
			.readValue("""
					{"identities":[{"provider":"auth0","user_id":"ada"}],"user_metadata":%s}""".formatted(metadata),
					User.class);
		return AccountMapper.details(ADA, ResponseEntity.ok(user), MetadataScope.ALL);
	}

	private static void requireExactAddition(JsonNode primary, JsonNode secondary, MetadataPlan plan) {
		Set<String> missing = keys(secondary);
		missing.removeAll(keys(primary));
		assertThat(plan.missing().keys()).isEqualTo(missing);
		Set<String> discarded = keys(secondary);
		discarded.retainAll(keys(primary));
		assertThat(plan.discarded()).isEqualTo(discarded);
		assertThat(plan.refusal() == Refusal.KEY_NOT_ALLOWED)
			.isEqualTo(missing.stream().anyMatch((key) -> key.matches("(?s).*[.$].*")));
		if (!missing.isEmpty()) {
			requireSameValues(plan.missing(), secondary);
		}
	}

	private static void requireSameValues(Metadata missing, JsonNode secondary) {
		JsonNode sent = json.readTree(JsonMapper.shared().writeValueAsBytes(new MetadataPatch(missing)));
		assertThat(sent.propertyNames()).containsExactly("user_metadata");
		JsonNode patch = sent.get("user_metadata");
		assertThat(patch.propertyNames()).isEqualTo(missing.keys());
		assertThat(patch.propertyNames()).allSatisfy((key) -> {
			assertThat(patch.get(key)).isEqualTo(secondary.get(key));
			assertThat(patch.get(key).isNull()).isFalse();
		});
	}

	private static Set<String> keys(JsonNode metadata) {
		Set<String> keys = new HashSet<>();
		metadata.properties()
			.stream()
			.filter((member) -> !member.getValue().isNull())
			.forEach((member) -> keys.add(member.getKey()));
		return keys;
	}

}
