package io.accountlink.jwt;

import java.security.Key;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.accountlink.problem.ProblemException;
import io.accountlink.problem.ProblemType;
import io.accountlink.settings.Issuer;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Creates decoders for JWTs that the issuer signed with RS256. The validator passed to
 * {@code createDecoder} checks the claims.
 */
@Component
public class IssuerJwtDecoderFactory implements JwtDecoderFactory<OAuth2TokenValidator<Jwt>> {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

	private final RawJwtValidator rawJwt;

	IssuerJwtDecoderFactory(JWKSource<SecurityContext> keys, Issuer issuer) {
		this.rawJwt = new RawJwtValidator(issuer);
		this.processor.setJWSKeySelector(new PublicKeySelector(keys));
		this.processor.setJWSTypeVerifier((type, context) -> {
		});
		this.processor.setJWTClaimsSetVerifier((claims, context) -> {
		});
	}

	/**
	 * Creates a decoder.
	 * @param validator the rules for {@code typ} and claims
	 * @return a decoder that throws {@link JwtValidationException} where a rule is
	 * broken, {@link BadJwtException} where the token is not a JWT of the issuer in its
	 * one canonical spelling, and {@link ProblemException} {@code auth0_unavailable}
	 * where the issuer's keys were never loaded
	 */
	@Override
	public JwtDecoder createDecoder(OAuth2TokenValidator<Jwt> validator) {
		NimbusJwtDecoder decoder = new NimbusJwtDecoder(this.processor);
		decoder.setJwtValidator((token) -> validate(token, validator));
		return (token) -> decode(token, decoder);
	}

	// The other rules may rely on claims of the right type.
	private OAuth2TokenValidatorResult validate(Jwt token, OAuth2TokenValidator<Jwt> validator) {
		OAuth2TokenValidatorResult raw = this.rawJwt.validate(token);
		return raw.hasErrors() ? raw : validator.validate(token);
	}

	// Some messages of Nimbus quote the token. Only messages of validators are passed on.
	private static Jwt decode(String token, JwtDecoder decoder) {
		requireCompactSerialization(token);
		try {
			return decoder.decode(token);
		}
		catch (JwtValidationException invalid) {
			throw invalid;
		}
		catch (JwtException failure) {
			if (failure.getCause() instanceof KeySourceException) {
				throw ProblemType.AUTH0_UNAVAILABLE.withDetail("The issuer's keys could not be loaded yet.")
					.retryAfter(RETRY_AFTER);
			}
			throw new BadJwtException("it is not a JWT that the issuer signed with RS256");
		}
	}

	private static void requireCompactSerialization(String token) {
		List<String> parts = List.of(token.split("\\.", -1));
		if (parts.size() != 3 || !parts.stream().allMatch(IssuerJwtDecoderFactory::isCanonical)) {
			throw new BadJwtException("it is not a signed JWT in canonical base64url");
		}
	}

	// Decoders ignore spare bits at the end of base64url (RFC 4648 section 3.5), so one
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

	/**
	 * Selects the public key of a JWK, and derives it once a JWK instead of once a token.
	 */
	private static final class PublicKeySelector extends JWSVerificationKeySelector<SecurityContext> {

		private final LoadingCache<JWK, Key> publicKeys = Caffeine.newBuilder()
			.weakKeys()
			.build((key) -> key.toRSAKey().toRSAPublicKey());

		PublicKeySelector(JWKSource<SecurityContext> keys) {
			super(JWSAlgorithm.RS256, keys);
		}

		@Override
		public List<Key> selectJWSKeys(JWSHeader header, @Nullable SecurityContext context) throws KeySourceException {
			JWKMatcher matcher = createJWKMatcher(header);
			return (matcher == null) ? List.of()
					: getJWKSource().get(new JWKSelector(matcher), context).stream().map(this.publicKeys::get).toList();
		}

	}

}
