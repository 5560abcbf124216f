package io.accountlink.idtoken;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.BiPredicate;

import io.accountlink.account.AccountId;
import io.accountlink.jwt.IssuerJwtDecoderFactory;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
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
		this.decoder = decoders.createDecoder(new IdTokenValidator(settings.audiences(), clock));
		this.settings = settings;
		this.replayCache = replayCache;
		this.clock = clock;
	}

	/**
	 * Verifies an ID token and registers it in the replay cache for the primary account.
	 * @param idToken the compact serialization
	 * @param primary the account that the ID token is used for
	 * @return the secondary account
	 * @throws io.accountlink.problem.ProblemException {@code id_token_invalid},
	 * {@code id_token_expired}, {@code id_token_too_old}, {@code email_unverified},
	 * {@code id_token_used}, {@code auth0_unavailable} if the issuer's keys were never
	 * loaded, or {@code overloaded} if the replay cache is full
	 */
	public VerifiedIdToken verifyAndRegister(String idToken, AccountId primary) {
		return verify(idToken, (id, freshUntil) -> this.replayCache.register(id, primary, freshUntil));
	}

	/**
	 * Verifies an ID token as {@link #verifyAndRegister} does, without using it up.
	 */
	public VerifiedIdToken verify(String idToken, AccountId primary) {
		return verify(idToken, (id, freshUntil) -> this.replayCache.isAvailable(id, primary));
	}

	private VerifiedIdToken verify(String idToken, BiPredicate<String, Instant> isUnused) {
		Jwt token = decode(idToken);
		requireNotExpired(token);
		Instant freshUntil = requireFreshLogin(token);
		boolean requiresEmailCheck = requireVerifiedEmail(token);
		if (!isUnused.test(uniqueId(token), freshUntil)) {
			throw ProblemType.ID_TOKEN_USED.withDetail("The ID token was used for another account: log in again.");
		}
		return new VerifiedIdToken(AccountId.parse(Objects.requireNonNull(token.getSubject())), requiresEmailCheck);
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
		return ProblemType.ID_TOKEN_INVALID.withDetail("The ID token is invalid: " + reason + ".");
	}

	private void requireNotExpired(Jwt token) {
		if (!this.clock.instant().isBefore(Objects.requireNonNull(token.getExpiresAt()))) {
			throw ProblemType.ID_TOKEN_EXPIRED
				.withDetail("The ID token has expired: log in to the other account again.");
		}
	}

	private Instant requireFreshLogin(Jwt token) {
		Instant login = token.getClaimAsInstant("auth_time");
		Instant authenticatedAt = (login != null) ? login : Objects.requireNonNull(token.getIssuedAt());
		Instant freshUntil = authenticatedAt.plus(this.settings.maxAge());
		if (this.clock.instant().isAfter(freshUntil)) {
			throw ProblemType.ID_TOKEN_TOO_OLD.withDetail("The login to the other account is longer ago than "
					+ this.settings.maxAge() + ": log in to it again.");
		}
		return freshUntil;
	}

	// Without the scope email a token has neither email nor email_verified (OpenID
	// Connect Core section 5.4).
	private boolean requireVerifiedEmail(Jwt token) {
		if (this.settings.allowUnverifiedEmail()) {
			return false;
		}
		Object verified = token.getClaim("email_verified");
		boolean namesAddress = token.getClaim("email") instanceof String email && !email.isBlank();
		if (namesAddress && !Boolean.TRUE.equals(verified)) {
			throw ProblemType.EMAIL_UNVERIFIED.withDetail("The e-mail address of the other account is not verified.");
		}
		return !namesAddress;
	}

	private static String uniqueId(Jwt token) {
		return (token.getId() != null) ? "jti:" + token.getId() : "sha256:" + payloadDigest(token);
	}

	private static String payloadDigest(Jwt token) {
		try {
			byte[] payload = Base64.getUrlDecoder().decode(token.getTokenValue().split("\\.", -1)[1]);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

}
