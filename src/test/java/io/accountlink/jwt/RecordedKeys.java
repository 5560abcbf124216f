package io.accountlink.jwt;

import java.nio.file.Files;
import java.nio.file.Path;

import com.nimbusds.jose.jwk.JWK;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The key set of a real tenant is read. The file is no part of the project, so the name
 * keeps the class out of a build.
 */
class RecordedKeys {

	@Test
	void everyKeyIsRead() throws Exception {
		String set = Files.readString(Path.of(System.getProperty("auth0.jwks")));
		assertThat(JwkSetParser.parse(set).getKeys()).isNotEmpty().allMatch((key) -> key.getX509CertChain() != null);
		assertThat(JwkSetParser.parse(set).getKeys()).extracting(JWK::getKeyID).doesNotContainNull();
	}

}
