package io.accountlink.auth0;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Schedules the refresh of a token and keeps the token out of its text form.
 */
class ManagementTokenTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	@Test
	void renewalIsDueAtTwoThirdsOfItsLifeSpreadByATenthEitherWay() {
		List<Long> minutes = Stream
			.generate(() -> ManagementToken.issued("t", NOW, Duration.ofHours(15), Duration.ZERO))
			.limit(500)
			.map((token) -> Duration.between(NOW, token.refreshAt()).toMinutes())
			.toList();
		assertThat(minutes).allSatisfy((due) -> assertThat(due).isBetween(540L, 660L))
			.anyMatch((due) -> due < 570)
			.anyMatch((due) -> due > 630);
	}

	@Test
	void aTokenIsGoodUntilItsEnd() {
		ManagementToken token = ManagementToken.issued("t", NOW, Duration.ofMinutes(1), Duration.ZERO);
		assertThat(token.isValidAt(NOW.plusSeconds(59))).isTrue();
		assertThat(token.isValidAt(NOW.plusSeconds(60))).isFalse();
	}

	@Test
	void itsTextHoldsNoSecret() {
		assertThat(ManagementToken.issued("s3cr3t", NOW, Duration.ofMinutes(1), Duration.ZERO).toString())
			.doesNotContain("s3cr3t");
	}

}
