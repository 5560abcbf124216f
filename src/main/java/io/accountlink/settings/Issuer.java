package io.accountlink.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Base URL of the Auth0 tenant, or of its custom domain: the {@code iss} of every token,
 * and the base of the JWK set, the token endpoint and the Management API. Auth0 accepts a
 * Management API token only at the domain that issued it.
 *
 * @param issuer {@code AUTH0_ISSUER}, required: an {@code https} URL with a trailing
 * slash; {@code http} only for loopback and for host names without a dot
 * @param aliases {@code AUTH0_ISSUER_ALIASES}: other domains of the same tenant, which
 * sign with the same keys, each in the form of {@code issuer}
 */
@ConfigurationProperties("auth0")
public record Issuer(@DefaultValue("") String issuer, @Name("issuer.aliases") @DefaultValue List<String> aliases) {

	private static final String VARIABLE = "AUTH0_ISSUER";

	private static final String ALIASES = "AUTH0_ISSUER_ALIASES";

	public Issuer {
		if (issuer.isBlank()) {
			throw new InvalidSettingException(VARIABLE, "is missing: set it to https://YOUR_TENANT/");
		}
		requireBaseUrl(VARIABLE, issuer);
		aliases = InvalidSettingException.requireNames(ALIASES, aliases, "issuers such as https://YOUR_TENANT/");
		aliases.forEach((alias) -> requireBaseUrl(ALIASES, alias));
	}

	private static void requireBaseUrl(String variable, String value) {
		URI url = parse(variable, value);
		if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null
				|| url.getRawFragment() != null || !"/".equals(url.getRawPath())) {
			throw new InvalidSettingException(variable,
					"must be a scheme, a host and a trailing slash, such as https://YOUR_TENANT/");
		}
		if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isPrivate(url.getHost()))) {
			throw new InvalidSettingException(variable,
					"must begin with https:// (http:// only for loopback and host names without a dot)");
		}
	}

	private static URI parse(String variable, String value) {
		try {
			return new URI(value);
		}
		catch (URISyntaxException malformed) {
			throw new InvalidSettingException(variable, "must be a URL such as https://YOUR_TENANT/");
		}
	}

	private static boolean isPrivate(String host) {
		boolean hasNoDot = !host.contains(".") && !host.startsWith("[");
		return hasNoDot || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
	}

	/**
	 * Whether the value of {@code iss} names the tenant. It is compared letter by letter.
	 */
	public boolean isIssuedBy(@Nullable Object iss) {
		return iss instanceof String text && (this.issuer.equals(text) || this.aliases.contains(text));
	}

	/**
	 * Resolves a relative path, such as {@code oauth/token}, against the issuer.
	 */
	public String at(String path) {
		return this.issuer + path;
	}

	@Override
	public String toString() {
		return this.aliases.isEmpty() ? this.issuer : this.issuer + " with aliases " + this.aliases;
	}

}
