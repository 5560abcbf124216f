package io.accountlink.jwt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Cache of verified JWTs, so that the signature of a token that is presented again is not
 * verified again. The key is the SHA-256 of the token's text; neither key nor value holds
 * the token. A cached JWT is used only between its {@code iat} and {@code exp}, without
 * clock skew, and only while the JWK set equals the one that verified it. Everything else
 * goes to the decoder, which also decides about every refusal.
 */
public final class CachingJwtDecoder implements JwtDecoder {

	/**
	 * Bound on memory, about 12 MiB.
	 */
	static final int MAXIMUM_SIZE = 10_000;

	// A longer token is verified each time: claims take a multiple of its length.
	private static final int MAX_CACHED_LENGTH = 8 * 1024;

	private static final String WITHHELD = "withheld";

	private final JwtDecoder decoder;

	private final IssuerKeys keys;

	private final Clock clock;

	private final Cache<ByteBuffer, VerifiedJwt> verified;

	/**
	 * Creates the cache.
	 * @param decoder decodes and validates a JWT that is not cached, its times included
	 * @param clock the clock of the decoder
	 */
	public CachingJwtDecoder(JwtDecoder decoder, IssuerKeys keys, Clock clock, MeterRegistry meters) {
		this.decoder = decoder;
		this.keys = keys;
		this.clock = clock;
		this.verified = CaffeineCacheMetrics.monitor(meters,
				Caffeine.newBuilder().maximumSize(MAXIMUM_SIZE).recordStats().build(), "access-tokens");
	}

	@Override
	public Jwt decode(String token) {
		// Read before the token is decoded: keys that are replaced meanwhile invalidate
		// the entry.
		JWKSet current = this.keys.current();
		ByteBuffer digest = digest(token);
		VerifiedJwt cached = this.verified.getIfPresent(digest);
		if (cached != null && cached.isValid(current, this.clock.instant())) {
			return cached.jwt();
		}
		Jwt decoded = this.decoder.decode(token);
		if (current != null && token.length() <= MAX_CACHED_LENGTH) {
			this.verified.put(digest, new VerifiedJwt(withoutText(decoded), current));
		}
		return decoded;
	}

	private static Jwt withoutText(Jwt jwt) {
		return new Jwt(WITHHELD, jwt.getIssuedAt(), jwt.getExpiresAt(), jwt.getHeaders(), jwt.getClaims());
	}

	private static ByteBuffer digest(String token) {
		try {
			return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * A JWT that the decoder accepted.
	 *
	 * @param jwt without the text of the token
	 * @param keys the JWK set at that time
	 */
	private record VerifiedJwt(Jwt jwt, JWKSet keys) {

		boolean isValid(@Nullable JWKSet current, Instant now) {
			return this.keys.equals(current) && isReached(this.jwt.getIssuedAt(), now)
					&& isReached(this.jwt.getNotBefore(), now) && !isReached(this.jwt.getExpiresAt(), now);
		}

		private static boolean isReached(@Nullable Instant time, Instant now) {
			return time == null || !now.isBefore(time);
		}

	}

}
