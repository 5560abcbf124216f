package io.accountlink.jwt;

import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;

import org.springframework.stereotype.Component;

/**
 * Reads a JWT only where the issuer signed it with RS256 and it is spelled in the one
 * canonical way; whatever its claims say is for others to judge.
 */
@Component
public class SignedTokens {

	private static final int MAX_LENGTH = 8 * 1024;

	private static final int MIN_KEY_BITS = 2048;

	private static final List<String> TIMES = List.of("exp", "iat", "nbf", "auth_time");

	private static final long YEAR_10000 = 253_402_300_800L;

	private final IssuerKeys keys;

	SignedTokens(IssuerKeys keys) {
		this.keys = keys;
	}

	/**
	 * Reads and verifies.
	 * @throws InvalidTokenException where the token isn't the issuer's, or isn't
	 * canonical
	 * @throws io.accountlink.problem.ProblemException where the keys were never had
	 */
	public SignedToken verify(String compact) {
		JWSObject token = parse(compact);
		JWSHeader header = token.getHeader();
		if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())) {
			throw new InvalidTokenException("it isn't signed with RS256");
		}
		if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
			throw new InvalidTokenException("its header asks for an extension");
		}
		SignedToken claimed = read(token);
		if (candidates(header).stream().noneMatch((key) -> isSignedBy(key, token))) {
			throw new InvalidTokenException("its signature isn't the issuer's");
		}
		return claimed;
	}

	private static JWSObject parse(String compact) {
		if (compact.length() > MAX_LENGTH) {
			throw new InvalidTokenException("it is longer than 8 KiB");
		}
		List<String> parts = List.of(compact.split("\\.", -1));
		if (parts.size() != 3 || !parts.stream().allMatch(SignedTokens::isCanonical)) {
			throw new InvalidTokenException("it isn't a JWT in its canonical spelling");
		}
		try {
			return JWSObject.parse(compact);
		}
		catch (ParseException malformed) {
			throw new InvalidTokenException("it isn't a well-formed JWT");
		}
	}

	private static SignedToken read(JWSObject token) {
		Map<String, Object> raw = token.getPayload().toJSONObject();
		if (raw == null) {
			throw new InvalidTokenException("it isn't a well-formed JWT");
		}
		requireWholeSeconds(raw);
		try {
			JOSEObjectType type = token.getHeader().getType();
			return new SignedToken((type != null) ? type.getType() : null, JWTClaimsSet.parse(raw), raw,
					token.getPayload().toString());
		}
		catch (ParseException malformed) {
			throw new InvalidTokenException("it isn't a well-formed JWT");
		}
	}

	// The claims set would cut a fraction off, and make another time of what is too
	// large.
	private static void requireWholeSeconds(Map<String, Object> claims) {
		for (String time : TIMES) {
			Object value = claims.get(time);
			if (value != null && !(value instanceof Long seconds && seconds >= 0 && seconds < YEAR_10000)) {
				throw new InvalidTokenException("a time in it isn't in whole seconds");
			}
		}
	}

	// Spare bits at the end of base64url are ignored by decoders: without this check one
	// token would have several spellings.
	private static boolean isCanonical(String part) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(part);
			return bytes.length > 0 && Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
		}
		catch (IllegalArgumentException malformed) {
			return false;
		}
	}

	private List<JWK> candidates(JWSHeader header) {
		JWKMatcher.Builder matcher = new JWKMatcher.Builder().keyType(KeyType.RSA)
			.keyUse(KeyUse.SIGNATURE)
			.algorithms(JWSAlgorithm.RS256, null)
			.minKeySize(MIN_KEY_BITS);
		if (header.getKeyID() != null) {
			matcher.keyIDs(Set.of(header.getKeyID()));
		}
		return this.keys.select(new JWKSelector(matcher.build()));
	}

	private static boolean isSignedBy(JWK key, JWSObject token) {
		try {
			return token.verify(new RSASSAVerifier(key.toRSAKey()));
		}
		catch (JOSEException unusable) {
			return false;
		}
	}

}
