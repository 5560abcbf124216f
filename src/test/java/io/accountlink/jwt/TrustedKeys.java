package io.accountlink.jwt;

import java.net.URI;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import io.accountlink.settings.Issuer;
import io.accountlink.settings.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys that an issuer publishes, without the issuer.
 */
public final class TrustedKeys {

	private TrustedKeys() {
	}

	/**
	 * A key pair as good as an issuer's.
	 */
	public static RSAKey generated(String id) {
		try {
			return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
		}
		catch (JOSEException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * A decoder factory for which these keys are the issuer's.
	 */
	public static IssuerJwtDecoderFactory decoders(JWK... published) {
		String set = JSONObjectUtils.toJSONString(new JWKSet(List.of(published)).toJSONObject(true));
		Issuer issuer = new Issuer("https://tenant.example/", List.of());
		IssuerKeys keys = new IssuerKeys(issuer, (url) -> resource(url.toString(), set),
				new MonotonicClock(System::nanoTime), new SimpleMeterRegistry());
		// Under instrumentation the first loading may outlast the start's wait.
		while (keys.current() == null) {
			keys.afterPropertiesSet();
		}
		return new IssuerJwtDecoderFactory(keys, issuer);
	}

	private static Resource resource(String url, String set) {
		assertThat(URI.create(url).getPath()).isEqualTo("/.well-known/jwks.json");
		return new Resource(set, "application/json");
	}

}
