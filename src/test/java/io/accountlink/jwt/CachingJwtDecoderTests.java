package io.accountlink.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

	private Runnable meanwhile = () -> {
	};

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final IssuerKeys keys = new IssuerKeys(new Issuer("https://tenant.example/"),
			(url) -> new Resource(JSONObjectUtils.toJSONString(new JWKSet(this.published.toPublicJWK()).toJSONObject()),
					null),
			this.clock.monotonic(), this.meters);

	private final CachingJwtDecoder decoder = new CachingJwtDecoder(this::verify, this.keys, this.clock, this.meters);

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
		assertThat(second.getHeaders()).isEqualTo(first.getHeaders());
	}

	@Test
	void theCacheHoldsNoToken() {
		this.decoder.decode(TOKEN);
		assertThat(this.decoder.decode(TOKEN).getTokenValue()).isEqualTo("withheld");
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
	void itIsBounded() {
		for (int token = 0; token < 2 * CachingJwtDecoder.MAXIMUM_SIZE; token++) {
			this.decoder.decode("token-" + token);
		}
		Awaitility.await("the evictions")
			.until(() -> this.meters.get("cache.size").gauge().value() <= CachingJwtDecoder.MAXIMUM_SIZE);
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
			.subject("auth0|ada")
			.issuedAt(this.issued)
			.expiresAt(this.issued.plusSeconds(60))
			.build();
	}

}
