package io.accountlink.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import io.accountlink.settings.Issuer;
import io.accountlink.simulation.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When a cached token saves a verification, and when it doesn't.
 */
class CachingJwtDecoderTests {

	private static final RSAKey ONE = TrustedKeys.generated("one");

	private static final RSAKey TWO = TrustedKeys.generated("two");

	private static final String TOKEN = "header.payload.signature";

	private final MovableClock clock = MovableClock.stoppedNow();

	private final Instant issued = this.clock.instant();

	private final List<String> decoded = new ArrayList<>();

	private RSAKey published = ONE;

	private Duration lifetime = Duration.ofMinutes(1);

	private String subject = "auth0|ada";

	private Runnable meanwhile = () -> {
	};

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final IssuerKeys keys = new IssuerKeys(new Issuer("https://tenant.example/", List.of()),
			(url) -> new Resource(JSONObjectUtils.toJSONString(new JWKSet(this.published.toPublicJWK()).toJSONObject()),
					null),
			this.clock.monotonic(), this.meters);

	private final CachingJwtDecoder decoder = new CachingJwtDecoder(this::verify, Set.of("sub"), this.keys, this.clock,
			this.meters);

	@BeforeEach
	void loadKeys() {
		this.keys.afterPropertiesSet();
	}

	@Test
	void aTokenIsVerifiedOnce() {
		Jwt first = this.decoder.decode(TOKEN);
		Jwt second = this.decoder.decode(TOKEN);
		assertThat(this.decoded).containsExactly(TOKEN);
		assertThat(second.getClaims()).isEqualTo(first.getClaims());
	}

	@Test
	void theCacheHoldsNoTokenAndNoClaimThatIsNotUsed() {
		this.decoder.decode(TOKEN);
		Jwt cached = this.decoder.decode(TOKEN);
		assertThat(cached.getTokenValue()).isEqualTo("withheld");
		assertThat(cached.getClaims()).containsOnlyKeys("sub", "iat", "exp");
	}

	@Test
	void anEntryEndsWithItsToken() {
		this.decoder.decode(TOKEN);
		this.lifetime = Duration.ofHours(1);
		this.decoder.decode("another");
		assertThat(size()).isEqualTo(2);
		this.clock.advance(Duration.ofSeconds(61));
		Awaitility.await("the expiry").until(() -> {
			this.decoder.decode("another");
			return size() == 1;
		});
	}

	@Test
	void anotherSpellingIsAnotherToken() {
		this.decoder.decode(TOKEN);
		this.decoder.decode(TOKEN + "=");
		assertThat(this.decoded).hasSize(2);
	}

	@Test
	void itsTimesAreCheckedWithoutSkew() {
		this.decoder.decode(TOKEN);
		this.clock.advance(Duration.ofSeconds(59));
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(1);
		this.clock.advance(Duration.ofSeconds(1));
		this.decoder.decode(TOKEN);
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(3);
	}

	@Test
	void aClockThatIsSetBackIsNoticed() {
		this.decoder.decode(TOKEN);
		this.clock.advance(Duration.ofSeconds(-1));
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(2);
	}

	@Test
	void otherKeysEndIt() {
		this.decoder.decode(TOKEN);
		publish(TWO);
		this.decoder.decode(TOKEN);
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(2);
	}

	@Test
	void theSameKeysKeepIt() {
		this.decoder.decode(TOKEN);
		publish(ONE);
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(1);
	}

	@Test
	void keysThatAreReplacedDuringAVerificationEndIt() {
		this.meanwhile = () -> publish(TWO);
		this.decoder.decode(TOKEN);
		this.meanwhile = () -> {
		};
		this.decoder.decode(TOKEN);
		assertThat(this.decoded).hasSize(2);
	}

	@Test
	void aRefusalIsNotCached() {
		this.meanwhile = () -> {
			throw new BadJwtException("refused");
		};
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> this.decoder.decode(TOKEN));
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> this.decoder.decode(TOKEN));
		assertThat(this.decoded).hasSize(2);
	}

	@Test
	void itIsBoundedByBytes() {
		this.subject = "auth0|" + "x".repeat(4000);
		int fit = CachingJwtDecoder.MAXIMUM_BYTES / (4 * this.subject.length());
		for (int token = 0; token < 2 * fit; token++) {
			this.decoder.decode("token-" + token);
		}
		Awaitility.await("the evictions").until(() -> size() <= fit);
		assertThat(size()).isGreaterThan(fit / 2);
	}

	private int size() {
		return (int) this.meters.get("cache.size").gauge().value();
	}

	private void publish(RSAKey key) {
		this.published = key;
		this.keys.afterPropertiesSet();
	}

	private Jwt verify(String token) {
		this.decoded.add(token);
		this.meanwhile.run();
		return Jwt.withTokenValue(token)
			.header("alg", "RS256")
			.subject(this.subject)
			.claim("name", "Ada")
			.issuedAt(this.issued)
			.expiresAt(this.issued.plus(this.lifetime))
			.build();
	}

}
