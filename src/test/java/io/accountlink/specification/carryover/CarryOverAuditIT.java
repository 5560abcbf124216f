package io.accountlink.specification.carryover;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.accountlink.problem.ProblemType;
import io.accountlink.simulation.Operation;
import io.accountlink.support.AuditTrail;
import io.accountlink.support.Response;
import io.accountlink.support.Specification;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static io.accountlink.simulation.Account.account;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Audit events of links that carry {@code user_metadata} over.
 */
@TestPropertySource(properties = { "link.deadline=5s", "link.merge.user.metadata=true" })
class CarryOverAuditIT extends Specification {

	private static final String ADA = "auth0|ada";

	private static final String GOOGLE = "google-oauth2|7";

	private static void has(String primary, String secondary) {
		auth0.has(account(ADA).withUserMetadata(primary), account(GOOGLE).withUserMetadata(secondary));
	}

	private Response link() {
		return apiAs(machine()).link(ADA, "google-oauth2", "7");
	}

	@Test
	void aSuccessSaysHowManyKeysWereCarriedOver() {
		has("{\"a\":1}", "{\"a\":2,\"key\":\"value\",\"other\":3}");
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isCreated().doesNotContain("other");
			assertThat(trail.only().get("metadata").asString()).isEqualTo("carried_over");
			assertThat(trail.only().get("metadata_key_count").asInt()).isEqualTo(2);
			assertThat(trail.only().has("metadata_keys")).isFalse();
		}
	}

	@Test
	void whatIsLeftIsNamedInTheEvent() {
		String keys = IntStream.range(0, 30)
			.mapToObj((number) -> "\"k%02d\":\"secret-value\"".formatted(number))
			.collect(Collectors.joining(","));
		has("{}", "{\"0 ada@intranet\":1,\"1 ada@clients\":1,\"" + "\uD83D\uDE00".repeat(101) + "\":2," + keys + "}");
		auth0.on(Operation.LINK).answers(409, "{\"statusCode\":409}");
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT);
			JsonNode event = trail.only();
			assertThat(event.get("metadata").asString()).isEqualTo("left");
			assertThat(event.get("metadata_key_count").asInt()).isEqualTo(33);
			assertThat(event.get("metadata_keys").size()).isEqualTo(20);
			assertThat(event.get("metadata_keys").get(0).asString()).isEqualTo("0 sha256:2efd88569ad4fba8");
			assertThat(event.toString()).doesNotContain("secret-value").doesNotContain("ada@");
		}
	}

	@Test
	void aLongKeyIsShortenedToAHundredCharacters() {
		has("{}", "{\"" + "\uD83D\uDE00".repeat(101) + "\":2}");
		auth0.on(Operation.LINK).answers(409, "{\"statusCode\":409}");
		try (AuditTrail trail = AuditTrail.begin()) {
			link().isProblem(ProblemType.LINKED_TO_ANOTHER_ACCOUNT);
			assertThat(trail.only().at("/metadata_keys/0").asString()).isEqualTo("\uD83D\uDE00".repeat(100));
		}
	}

	@Test
	void aLinkThatFailsAfterThePatchLeavesTheKeysAndIsRepeatedSafely() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.LINK).once().limitsRequestsWithoutReset();
		try (AuditTrail trail = AuditTrail.begin()) {
			assertThat(link().isProblem(ProblemType.AUTH0_BUSY).detail()).doesNotContain("Nothing was changed");
			assertThat(trail.only().get("metadata").asString()).isEqualTo("left");
			assertThat(trail.only().get("metadata_keys")).isEqualTo(Response.tree("[\"a\"]"));
			link().isCreated();
			trail.lines(2);
			assertThat(trail.last().has("metadata")).isFalse();
		}
		auth0.received(1, Operation.PATCH);
		assertThat(auth0.userMetadataOf(ADA)).isEqualTo("{\"a\":1}");
	}

	@Test
	void whatWasNeverAnsweredMayBeLeft() {
		has("{}", "{\"a\":1}");
		auth0.on(Operation.PATCH).closesTheConnection();
		try (AuditTrail trail = AuditTrail.begin()) {
			assertThat(link().isProblem(ProblemType.AUTH0_TIMEOUT).detail())
				.endsWith("Nothing was linked by this request.");
			assertThat(trail.only().get("outcome").asString()).isEqualTo("unknown");
			assertThat(trail.only().get("metadata").asString()).isEqualTo("left");
		}
		auth0.received(0, Operation.LINK);
	}

}
