package io.accountlink.jwt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.jwk.JWKSet;
import io.accountlink.settings.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Cache of verified JWTs, so that the signature of a token that is presented again is not
 * verified again. The key is the SHA-256 of the token's text; the value holds the claims
 * that are used. A cached JWT is used only between its {@code iat} and {@code exp},
 * without clock skew, and only while the JWK set equals the one that verified it.
 * Everything else goes to the decoder, which also decides about every refusal.
 */
public final class CachingJwtDecoder implements JwtDecoder {

	/**
	 * Bound on memory: about 15,000 callers.
	 */
	static final int MAXIMUM_BYTES = 12 * 1024 * 1024;

	/** An entry without its claims: key, times and the objects of the cache. */
	private static final int ENTRY_BYTES = 400;

	/** A character of a claim: UTF-16, and the objects around it. */
	private static final int BYTES_PER_CHARACTER = 4;

	private static final Set<String> TIMES = Set.of("iat", "nbf", "exp");

	private final JwtDecoder decoder;

	private final Set<String> usedClaims;

	private final IssuerKeys keys;

	private final Clock clock;

	private final Cache<ByteBuffer, VerifiedJwt> verified;

	/**
	 * Creates the cache.
	 * @param decoder decodes and validates a JWT that is not cached, its times included
	 * @param usedClaims the claims that a decoded JWT keeps, beside its times
	 * @param clock the clock of the decoder
	 */
	public CachingJwtDecoder(JwtDecoder decoder, Set<String> usedClaims, IssuerKeys keys, Clock clock,
			MeterRegistry meters) {
		this.decoder = decoder;
		this.usedClaims = new HashSet<>(usedClaims);
		this.usedClaims.addAll(TIMES);
		this.keys = keys;
		this.clock = clock;
		this.verified = CaffeineCacheMetrics.monitor(meters,
				Caffeine.newBuilder()
					.maximumWeight(MAXIMUM_BYTES)
					.weigher((ByteBuffer digest, VerifiedJwt entry) -> entry.bytes())
					.expireAfter(Expiry.writing((ByteBuffer digest, VerifiedJwt entry) -> entry.timeToLive(clock)))
					.ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
					.recordStats()
					.build(),
				"access-tokens");
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
		Jwt decoded = withUsedClaims(this.decoder.decode(token));
		if (current != null) {
			this.verified.put(digest, new VerifiedJwt(decoded, current));
		}
		return decoded;
	}

	private Jwt withUsedClaims(Jwt jwt) {
		Map<String, Object> used = new LinkedHashMap<>(jwt.getClaims());
		used.keySet().retainAll(this.usedClaims);
		return new Jwt("withheld", jwt.getIssuedAt(), jwt.getExpiresAt(), Map.of("alg", "RS256"), used);
	}

	private static ByteBuffer digest(String token) {
		return ByteBuffer.wrap(Sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
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

		Duration timeToLive(Clock clock) {
			Duration rest = Duration.between(clock.instant(), Objects.requireNonNull(this.jwt.getExpiresAt()));
			return rest.isPositive() ? rest : Duration.ZERO;
		}

		int bytes() {
			return ENTRY_BYTES + BYTES_PER_CHARACTER * this.jwt.getClaims().toString().length();
		}

	}

}
