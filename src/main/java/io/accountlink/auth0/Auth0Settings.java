package io.accountlink.auth0;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.accountlink.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * The machine-to-machine client of this service at Auth0.
 *
 * @param clientId the machine-to-machine client
 * @param clientSecret its secret; empty where a private key is used
 * @param privateKey its RSA key of at least 2048 bits as PEM text, or a {@code file:}
 * location of it; empty where a secret is used
 * @param managementAudience the Management API's identifier, an {@code http} or
 * {@code https} URL with a trailing slash; empty for the issuer's own
 */
@ConfigurationProperties("auth0")
record Auth0Settings(@Name("client.id") @DefaultValue("") String clientId,
		@Name("client.secret") @DefaultValue("") String clientSecret,
		@Name("private.key") @DefaultValue("") String privateKey,
		@Name("management.audience") @DefaultValue("") String managementAudience) {

	private static final String PRIVATE_KEY = "AUTH0_PRIVATE_KEY";

	private static final int MIN_KEY_BITS = 2048;

	Auth0Settings {
		if (clientId.isBlank()) {
			throw new InvalidSettingException("AUTH0_CLIENT_ID",
					"is missing: set it to the client id of the machine-to-machine application");
		}
		if (clientSecret.isBlank() && privateKey.isBlank()) {
			throw new InvalidSettingException("AUTH0_CLIENT_SECRET",
					"is missing: set it, or set AUTH0_PRIVATE_KEY, to authenticate the client");
		}
		if (!clientSecret.isBlank() && !privateKey.isBlank()) {
			throw new InvalidSettingException("AUTH0_CLIENT_SECRET",
					"and AUTH0_PRIVATE_KEY are both set: set only the one that the client is registered with");
		}
		if (!privateKey.isBlank()) {
			signingKey(privateKey);
		}
		if (!managementAudience.isBlank() && !managementAudience.matches("https?://\\S+/")) {
			throw new InvalidSettingException("AUTH0_MANAGEMENT_AUDIENCE",
					"must be the identifier of the Management API, such as https://acme.eu.auth0.com/api/v2/");
		}
	}

	boolean usesPrivateKey() {
		return !this.privateKey.isBlank();
	}

	RSAKey signingKey() {
		return signingKey(this.privateKey);
	}

	private static RSAKey signingKey(String setting) {
		if (parse(pem(setting)) instanceof RSAPrivateCrtKey key && key.getModulus().bitLength() >= MIN_KEY_BITS) {
			Base64URL modulus = Base64URL.encode(key.getModulus());
			return new RSAKey.Builder(modulus, Base64URL.encode(key.getPublicExponent())).privateKey(key).build();
		}
		throw new InvalidSettingException(PRIVATE_KEY, "must be an RSA private key of 2048 bits or more");
	}

	private static @Nullable PrivateKey parse(String pem) {
		try {
			PemContent content = PemContent.of(pem);
			return (content != null) ? content.getPrivateKey() : null;
		}
		catch (IllegalStateException | IllegalArgumentException malformed) {
			throw new InvalidSettingException(PRIVATE_KEY, "must be an RSA private key in PEM form");
		}
	}

	// Environments that can't hold line breaks carry them as \n.
	private static String pem(String setting) {
		if (!setting.startsWith("file:")) {
			return setting.replace("\\n", "\n");
		}
		try {
			return Files.readString(Path.of(setting.substring("file:".length())));
		}
		catch (IOException | InvalidPathException unreadable) {
			throw new InvalidSettingException(PRIVATE_KEY,
					"must be PEM text, or the file: location of a PEM file that can be read");
		}
	}

	@Override
	public String toString() {
		return "Auth0Settings[clientId=" + this.clientId + ", " + (usesPrivateKey() ? "private key" : "client secret")
				+ " withheld]";
	}

}
