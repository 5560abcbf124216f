package io.accountlink.idtoken;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

import io.accountlink.account.AccountId;
import io.accountlink.jwt.IssuerJwtDecoderFactory;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Sha256;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.stereotype.Component;

/**
 * Verifies that an ID token proves the ownership of a secondary account, and registers it
 * in the replay cache.
 */
@Component
public class IdTokenVerifier {

	private final JwtDecoder decoder;

	private final IdTokenSettings settings;

	private final ReplayCache replayCache;

	private final Clock clock;

	IdTokenVerifier(IssuerJwtDecoderFactory decoders, IdTokenSettings settings, ReplayCache replayCache, Clock clock) {
		this.decoder = decoders.createDecoder(new IdTokenValidator(settings, clock));
		this.settings = settings;
		this.replayCache = replayCache;
		this.clock = clock;
	}

	/**
	 * Verifies an ID token.
	 * @param idToken the compact serialization
	 * @throws ProblemException {@code id_token_invalid}, {@code id_token_expired},
	 * {@code id_token_too_old}, or {@code auth0_unavailable} if the issuer's keys were
	 * never loaded
	 */
	public VerifiedIdToken verify(String idToken) {
		Jwt token = decode(idToken);
		VerifiedIdToken verified = new VerifiedIdToken(AccountId.parse(Objects.requireNonNull(token.getSubject())),
				uniqueId(token), Objects.requireNonNull(token.getExpiresAt()),
				authenticatedAt(token).plus(this.settings.maxAge()));
		requireUsable(verified);
		return verified;
	}

	private static Instant authenticatedAt(Jwt token) {
		Instant login = token.getClaimAsInstant("auth_time");
		return (login != null) ? login : Objects.requireNonNull(token.getIssuedAt());
	}

	private void requireUsable(VerifiedIdToken token) {
		Instant now = this.clock.instant();
		if (!now.isBefore(token.expiresAt())) {
			throw ProblemType.ID_TOKEN_EXPIRED.problem();
		}
		if (now.isAfter(token.freshUntil())) {
			throw ProblemType.ID_TOKEN_TOO_OLD.problem(this.settings.maxAge());
		}
	}

	/**
	 * Registers the use of an ID token for a primary account in the replay cache. The
	 * entry ends with the token, so one that has ended since it was verified is refused.
	 * @throws ProblemException {@code id_token_used}, {@code id_token_expired},
	 * {@code id_token_too_old}, or {@code overloaded} if the replay cache is full
	 */
	public void register(VerifiedIdToken token, AccountId primary) {
		requireUsable(token);
		requireUnused(this.replayCache.register(token.id(), primary, token.usableUntil()));
	}

	/**
	 * Requires what {@link #register} requires, without using the ID token up.
	 */
	public void requireAvailable(VerifiedIdToken token, AccountId primary) {
		requireUnused(this.replayCache.isAvailable(token.id(), primary));
	}

	private static void requireUnused(boolean unused) {
		if (!unused) {
			throw ProblemType.ID_TOKEN_USED.problem();
		}
	}

	private Jwt decode(String idToken) {
		try {
			return this.decoder.decode(idToken);
		}
		catch (JwtValidationException invalid) {
			throw invalid(invalid.getErrors().iterator().next().getDescription());
		}
		catch (BadJwtException invalid) {
			throw invalid(invalid.getMessage());
		}
	}

	private static ProblemException invalid(@Nullable String reason) {
		return ProblemType.ID_TOKEN_INVALID.problem(String.valueOf(reason));
	}

	private static String uniqueId(Jwt token) {
		return (token.getId() != null) ? "jti:" + token.getId() : "sha256:" + payloadDigest(token);
	}

	private static String payloadDigest(Jwt token) {
		return Sha256.hex(Base64.getUrlDecoder().decode(token.getTokenValue().split("\\.", -1)[1]));
	}

}
