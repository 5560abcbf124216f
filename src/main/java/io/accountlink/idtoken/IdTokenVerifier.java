package io.accountlink.idtoken;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

import com.nimbusds.jwt.JWTClaimsSet;
import io.accountlink.jwt.InvalidTokenException;
import io.accountlink.jwt.SignedToken;
import io.accountlink.jwt.SignedTokens;
import io.accountlink.account.AccountId;
import io.accountlink.account.InvalidIdException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Issuer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Takes an ID token for proof of the secondary account only where every check holds.
 */
@Component
public class IdTokenVerifier {

	private static final Duration SKEW = Duration.ofSeconds(30);

	private static final List<String> MARKS_OF_AN_ACCESS_TOKEN = List.of("scope", "permissions", "gty");

	private final SignedTokens tokens;

	private final Issuer issuer;

	private final IdTokenSettings settings;

	private final ReplayCache used;

	private final Clock clock;

	IdTokenVerifier(SignedTokens tokens, Issuer issuer, IdTokenSettings settings, ReplayCache used, Clock clock) {
		this.tokens = tokens;
		this.issuer = issuer;
		this.settings = settings;
		this.used = used;
		this.clock = clock;
	}

	/**
	 * Establishes which account the token proves, and reserves the token for the primary
	 * account that it is shown for.
	 */
	public VerifiedIdToken verify(String idToken, AccountId primary) {
		try {
			SignedToken token = this.tokens.verify(idToken);
			JWTClaimsSet claims = token.claims();
			requireIdToken(token.type(), claims);
			requireIssuedToUs(claims);
			requireNotExpired(claims);
			Instant tooOld = requireFreshLogin(claims);
			AccountId secondary = requireAccount(claims);
			requireVerifiedEmail(claims);
			requireUnused(token, primary, tooOld);
			return new VerifiedIdToken(secondary, false);
		}
		catch (InvalidTokenException invalid) {
			throw ProblemType.ID_TOKEN_INVALID.because("The ID token can't be taken: " + invalid.getMessage() + ".");
		}
		catch (ParseException malformed) {
			throw ProblemType.ID_TOKEN_INVALID.because("The ID token can't be taken: a claim has the wrong type.");
		}
	}

	private static void requireIdToken(@Nullable String type, JWTClaimsSet claims) {
		require(type == null || "JWT".equalsIgnoreCase(type), "its type is another one");
		require(MARKS_OF_AN_ACCESS_TOKEN.stream().noneMatch(claims.getClaims()::containsKey), "it is an access token");
	}

	private void requireIssuedToUs(JWTClaimsSet claims) throws ParseException {
		require(this.issuer.issuer().equals(claims.getIssuer()), "another issuer issued it");
		List<String> audience = claims.getAudience();
		String authorized = claims.getStringClaim("azp");
		require(audience.stream().anyMatch(this.settings.audiences()::contains), "it was issued to another client");
		require(authorized != null || audience.size() == 1, "it has several audiences and no azp");
		require(authorized == null || this.settings.audiences().contains(authorized),
				"it was issued to another client");
	}

	private void requireNotExpired(JWTClaimsSet claims) {
		Date expires = claims.getExpirationTime();
		require(expires != null, "it has no exp");
		if (!this.clock.instant().isBefore(expires.toInstant())) {
			throw ProblemType.ID_TOKEN_EXPIRED.because("The ID token has expired: log in to the other account again.");
		}
	}

	private Instant requireFreshLogin(JWTClaimsSet claims) throws ParseException {
		Date issued = claims.getIssueTime();
		Date login = claims.getDateClaim("auth_time");
		require(issued != null, "it has no iat");
		Instant latest = this.clock.instant().plus(SKEW);
		require(!issued.toInstant().isAfter(latest), "it was issued in the future");
		require(login == null || !login.toInstant().isAfter(latest), "its login is in the future");
		Instant tooOld = ((login != null) ? login : issued).toInstant().plus(this.settings.maxAge());
		if (this.clock.instant().isAfter(tooOld)) {
			throw ProblemType.ID_TOKEN_TOO_OLD.because("The login to the other account is longer ago than "
					+ this.settings.maxAge() + ": log in to it again.");
		}
		return tooOld;
	}

	private static AccountId requireAccount(JWTClaimsSet claims) {
		try {
			return AccountId.parse((claims.getSubject() != null) ? claims.getSubject() : "");
		}
		catch (InvalidIdException invalid) {
			throw new InvalidTokenException("its sub names no account");
		}
	}

	private void requireVerifiedEmail(JWTClaimsSet claims) throws ParseException {
		if (Boolean.FALSE.equals(claims.getBooleanClaim("email_verified")) && !this.settings.allowUnverifiedEmail()) {
			throw ProblemType.EMAIL_UNVERIFIED.because("The other account's e-mail address isn't verified.");
		}
	}

	private void requireUnused(SignedToken token, AccountId primary, Instant tooOld) {
		String jti = token.claims().getJWTID();
		String known = (jti != null) ? "jti:" + jti : "sha256:" + sha256(token.payload());
		if (!this.used.register(known, primary, tooOld)) {
			throw ProblemType.ID_TOKEN_USED.because("The ID token was shown for another account: log in again.");
		}
	}

	private static String sha256(String content) {
		try {
			byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	private static void require(boolean holds, String otherwise) {
		if (!holds) {
			throw new InvalidTokenException(otherwise);
		}
	}

}
